package io.quark.api.port;

import io.quark.api.bind.Field;
import io.quark.api.network.Tags;
import io.quark.api.port.PortBody.AddressSpecBody;
import io.quark.api.security.SecurityBody;
import java.util.List;
import java.util.Optional;

/** What {@code POST /v1/ports} takes: one port, or a list of them, of which all are made or none. */
public record PortsBody(
        @Field(maxItems = PortsBody.MOST, says = "Ports, all or none; nothing else is given beside them.")
        List<PortBody> ports,

        @Field(maxLength = 63, says = "Of one port: its network, by id or name.", example = "\"web\"")
        Optional<String> network,

        @Field(
                maxLength = 63,
                pattern = PortBody.NAME,
                form = PortBody.NAME_FORM,
                says = "Of one port: its name; its id unless given.")
        Optional<String> name,

        @Field(says = "Of one port: what uses it; nothing unless given.")
        Optional<DeviceBody> device,

        @Field(maxLength = 17, says = "Of one port: MAC that it must have; automatic unless given.")
        Optional<String> mac,

        @Field(maxItems = 16, says = "Of one port: its addresses; as the network's family says, unless given.")
        List<AddressSpecBody> ips,

        @Field(
                maxItems = Tags.MOST,
                maxLength = Tags.LENGTH,
                pattern = Tags.PATTERN,
                form = Tags.FORM,
                says = "Of one port: for people, and to list by.")
        List<String> tags,

        @Field(maxLength = 63, says = "Of one port: its own QoS policy, by id or name; its network's unless given.")
        Optional<String> qosPolicy,

        @Field(says = "Of one port: what may reach it, and what it may reach; everything unless given.")
        Optional<SecurityBody> security) {

    static final int MOST = 1_000;

    /** The one port that the body itself describes. */
    PortBody single() {
        return new PortBody(network, name, device, mac, ips, tags, qosPolicy, security);
    }
}
