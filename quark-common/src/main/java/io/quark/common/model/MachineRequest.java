package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/** What is asked for of one machine, or of what machines are made of. Targets: the instance, unless it says otherwise. */
public sealed interface MachineRequest extends WorkRequest {

    /** It is to run: from stopped or suspended. */
    record Start() implements MachineRequest {}

    /**
     * The guest is asked to shut down; when its time is up its power is cut.
     *
     * @param force its power is cut at once
     * @param deadlineS seconds
     */
    record Stop(boolean force, int deadlineS) implements MachineRequest {}

    /** As {@link Stop}, then started. */
    record Reboot(boolean force, int deadlineS) implements MachineRequest {}

    record Pause() implements MachineRequest {}

    /** It is to run: from paused or suspended. */
    record Resume() implements MachineRequest {}

    record Suspend() implements MachineRequest {}

    /**
     * Another shape. What is absent stays.
     *
     * @param ram MiB
     * @param storage MiB; a disk only grows
     * @param flavor id; its hardware replaces the machine's
     * @param restart whether the machine may be restarted where the change cannot be made while it runs
     * @param move whether it may go to another host if its own is full
     * @param powerOff how it is ended if it is restarted; absent: as usual
     */
    record Resize(
            Optional<Long> ram,
            Optional<Integer> cpu,
            Optional<Long> storage,
            Optional<String> flavor,
            Optional<Hardware> hardware,
            boolean restart,
            boolean move,
            Optional<PowerOff> powerOff)
            implements MachineRequest {

        /** Ended as usual if it is restarted. */
        public Resize(
                Optional<Long> ram,
                Optional<Integer> cpu,
                Optional<Long> storage,
                Optional<String> flavor,
                Optional<Hardware> hardware,
                boolean restart,
                boolean move) {
            this(ram, cpu, storage, flavor, hardware, restart, move, Optional.empty());
        }
    }

    /**
     * Its root disk is made anew; name, addresses, volumes and shape stay.
     *
     * @param powerOff how it is ended; absent: as usual
     */
    record Rebuild(Optional<String> image, Boot boot, Optional<PowerOff> powerOff) implements MachineRequest {

        /** Ended as usual. */
        public Rebuild(Optional<String> image, Boot boot) {
            this(image, boot, Optional.empty());
        }
    }

    /**
     * It boots from something else, with its own root disk as a second one.
     *
     * @param powerOff how it is ended; absent: as usual
     */
    record Rescue(Boot boot, Optional<PowerOff> powerOff) implements MachineRequest {

        /** Ended as usual. */
        public Rescue(Boot boot) {
            this(boot, Optional.empty());
        }
    }

    /**
     * It boots from its own disk again.
     *
     * @param powerOff how it is ended; absent: as usual
     */
    record Unrescue(Optional<PowerOff> powerOff) implements MachineRequest {

        /** Ended as usual. */
        public Unrescue() {
            this(Optional.empty());
        }
    }

    /** The record of the snapshot as it begins. */
    record TakeSnapshot(Snapshot snapshot) implements MachineRequest {}

    /** What the machine has become since is lost. */
    record Restore(String snapshot) implements MachineRequest {}

    record DeleteSnapshot(String snapshot) implements MachineRequest {}

    /**
     * A new image from a snapshot.
     *
     * @param image its record, waiting for its data
     * @param uploadTo URL at which an api takes the data from whoever has a ticket for it
     */
    record SnapshotToImage(String snapshot, Image image, String uploadTo) implements MachineRequest {}

    record AttachPort(InstanceSpec.NicRequest nic) implements MachineRequest {}

    record DetachPort(String port) implements MachineRequest {}

    record AttachVolume(String volume) implements MachineRequest {}

    record DetachVolume(String volume) implements MachineRequest {}

    /**
     * To another host.
     *
     * @param live while it runs
     * @param compute that host; absent: the scheduler's choice
     */
    record Migrate(
            boolean live, Optional<String> compute, Optional<Long> maxBandwidthKbps, Optional<Long> maxDowntimeMs)
            implements MachineRequest {}

    /**
     * From a dead host to another.
     *
     * @param fenced the operator's word that the machine does not run there any more
     */
    record Evacuate(Optional<String> compute, boolean fenced) implements MachineRequest {}

    /** Target: the volume. */
    record CreateVolume(Volume volume) implements MachineRequest {}

    /**
     * Target: the volume.
     *
     * @param size MiB, larger than before
     */
    record GrowVolume(long size) implements MachineRequest {}

    /** Target: the volume. */
    record DeleteVolume() implements MachineRequest {}

    /** Target: the flavor. */
    record CreateFlavor(Flavor flavor) implements MachineRequest {}

    /** Target: the flavor. Machines that were made with it stay as they are. */
    record DeleteFlavor() implements MachineRequest {}

    /**
     * Several at once: ends when all of them have. Target: type {@code group}, with the work unit's own id.
     *
     * @param of the kind of the children
     * @param children work units that were written in the same transaction, each naming this one as its {@code parent}
     */
    record Group(String of, List<String> children) implements MachineRequest {
        public Group {
            children = Copies.list(children);
        }
    }

    /**
     * Looks for broken invariants; repairs nothing. Target: type {@code tree}.
     *
     * @param computes only those hosts; empty: all
     */
    record Audit(@JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> computes) implements MachineRequest {
        public Audit {
            computes = Copies.list(computes);
        }
    }
}
