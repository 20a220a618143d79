package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** What a task says beside its kind and the machine as it is to be. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TaskDetail.Power.class, name = "power"),
    @JsonSubTypes.Type(value = TaskDetail.Shape.class, name = "shape"),
    @JsonSubTypes.Type(value = TaskDetail.OfSnapshot.class, name = "snapshot"),
    @JsonSubTypes.Type(value = TaskDetail.Export.class, name = "export"),
    @JsonSubTypes.Type(value = TaskDetail.OfVolume.class, name = "volume"),
    @JsonSubTypes.Type(value = TaskDetail.OfPort.class, name = "port"),
    @JsonSubTypes.Type(value = TaskDetail.Send.class, name = "send"),
    @JsonSubTypes.Type(value = TaskDetail.Receive.class, name = "receive"),
    @JsonSubTypes.Type(value = TaskDetail.Cancel.class, name = "cancel")
})
public sealed interface TaskDetail {

    /**
     * For {@code stop} and {@code reboot}; for {@code rebuild}, {@code rescue} and {@code unrescue} where it is not as usual.
     *
     * @param force at once, as if the power was cut
     * @param deadlineS seconds that the guest has to shut down by itself before it is forced
     */
    record Power(boolean force, int deadlineS) implements TaskDetail {

        public static Power of(PowerOff powerOff) {
            return new Power(powerOff.force(), powerOff.deadlineS());
        }
    }

    /**
     * For {@code resize}.
     *
     * @param restart whether the machine may be restarted where it cannot be done live
     * @param powerOff how it is ended then; absent: as usual
     */
    record Shape(boolean restart, Optional<PowerOff> powerOff) implements TaskDetail {

        /** Ended as usual. */
        public Shape(boolean restart) {
            this(restart, Optional.empty());
        }
    }

    /** For {@code snapshot}, {@code restore} and {@code delete_snapshot}. */
    record OfSnapshot(String snapshot, boolean memory) implements TaskDetail {}

    /**
     * For {@code export_snapshot}: its root disk, flat, is sent to an api, which answers with an {@link ImageFile}; that is the task's result
     * {@code file}, as JSON.
     *
     * @param uploadTo URL at which the api takes it, with a ticket that the compute writes itself
     */
    record Export(String snapshot, String image, String uploadTo) implements TaskDetail {}

    /** For {@code attach_volume}, {@code detach_volume}, {@code grow_volume} and {@code delete_volume}. */
    record OfVolume(VolumeDisk volume) implements TaskDetail {}

    /** For {@code attach_port} and {@code detach_port}: the machine's interfaces are those afterwards, and this one is the difference. */
    record OfPort(Nic nic) implements TaskDetail {}

    /**
     * For {@code send}.
     *
     * @param to the compute that receives it
     * @param uri where that one's hypervisor takes it
     * @param live while it runs; otherwise it is stopped on one host and started on the other
     * @param copy whether its disks have to be copied: the hosts do not share them
     * @param maxBandwidthKbps of the transfer; absent: no limit
     * @param maxDowntimeMs for which it may stand still; absent: the hypervisor's own limit
     */
    record Send(
            String to,
            String uri,
            boolean live,
            boolean copy,
            Optional<Long> maxBandwidthKbps,
            Optional<Long> maxDowntimeMs)
            implements TaskDetail {}

    /**
     * For {@code receive}.
     *
     * @param from the compute that sends it
     * @param evacuated whether that one is dead: nothing is sent, and the machine is made from what the hosts share, or from its image
     */
    record Receive(String from, boolean live, boolean copy, boolean evacuated) implements TaskDetail {}

    /** For {@code cancel}: the task of the same instance that is to end, undone if that is still possible. */
    record Cancel(String task) implements TaskDetail {}
}
