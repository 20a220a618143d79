package io.quark.api.network;

import io.quark.api.bind.Field;
import io.quark.common.model.Port;
import java.time.Instant;
import java.util.List;
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
        @Field(says = "What uses it; absent: nothing.") Optional<Port.Device> device,
        @Field(says = "Id of its own QoS policy.") Optional<String> qosPolicy,
        @Field(required = true, says = "When it was made.") Instant createdAt) {

    static PortAnswer of(Port port) {
        return new PortAnswer(
                port.id(),
                port.network(),
                port.name(),
                port.project(),
                port.mac(),
                port.addresses().stream().map(Port.PortAddress::ip).toList(),
                port.device(),
                port.qosPolicy(),
                port.createdAt());
    }
}
