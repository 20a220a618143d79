package io.quark.api.port;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quark.api.bind.Field;
import io.quark.api.qos.EffectiveQosAnswer;
import io.quark.api.security.SecurityAnswer;
import io.quark.api.view.Cluster;
import io.quark.common.model.Port;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A port as clients see it. */
public record PortAnswer(
        @Field(required = true, says = "Its id.") String id,
        @Field(required = true, says = "Id of its network.") String network,
        @Field(required = true, says = "Its name.") String name,

        @Field(required = true, says = "The project that it belongs to.")
        String project,

        @Field(required = true, says = "MAC, lower case with colons.")
        String mac,

        @Field(required = true, says = "Its addresses.") List<String> ips,

        @Field(required = true, says = "Its addresses, with what there is to say of each.")
        List<PortAddressAnswer> addresses,

        @Field(says = "What uses it; absent: nothing.") Optional<DeviceAnswer> device,

        @Field(required = true, says = "bound: a device uses it; unbound.")
        State state,

        @Field(required = true, says = "Whether it outlives its device: it was asked for by itself.")
        boolean sticky,

        @Field(says = "Id of its own QoS policy.") Optional<String> qosPolicy,

        @Field(required = true, says = "The QoS policy that it is under.")
        EffectiveQosAnswer effectiveQos,

        @Field(required = true, says = "What may reach it, and what it may reach.")
        SecurityAnswer security,

        @Field(required = true, says = "For people, and to list by.")
        List<String> tags,

        @Field(required = true, says = "When it was made.") Instant createdAt) {

    /** Whether a device uses a port. */
    public enum State {
        BOUND,
        UNBOUND;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(Port port) {
            return port.device().isPresent() ? BOUND : UNBOUND;
        }
    }

    /** An address of a port. */
    public record PortAddressAnswer(
            @Field(required = true, says = "The address.") String ip,

            @Field(required = true, says = "Id of its subnet.")
            String subnet,

            @Field(required = true, says = "Whether other ports may have it, too.")
            boolean shared,

            @Field(required = true, says = "Whether its host is being told to drop it.")
            boolean leaving) {}

    /** What uses a port, an address or a MAC. */
    public record DeviceAnswer(
            @Field(required = true, says = "instance, or whatever else it is.")
            String type,

            @Field(required = true, says = "Its id.") String id) {

        static DeviceAnswer of(Port.Device device) {
            return new DeviceAnswer(device.type(), device.id());
        }
    }

    /** A port; the cluster knows which policy it is under. */
    public static PortAnswer of(Cluster cluster, Port port) {
        return new PortAnswer(
                port.id(),
                port.network(),
                port.name(),
                port.project(),
                port.mac(),
                port.addresses().stream().map(Port.PortAddress::ip).toList(),
                port.addresses().stream()
                        .map(at -> new PortAddressAnswer(at.ip(), at.subnet(), at.shared(), at.leaving()))
                        .toList(),
                port.device().map(DeviceAnswer::of),
                State.of(port),
                port.sticky(),
                port.qosPolicy(),
                EffectiveQosAnswer.of(cluster, port.qosPolicy(), port.network()),
                new SecurityAnswer(port.securityGroups()),
                port.tags(),
                port.createdAt());
    }
}
