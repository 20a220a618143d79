package io.quark.api.network;

import io.quark.api.bind.Field;
import io.quark.common.model.Network;
import io.quark.common.model.Segment;
import java.util.List;
import java.util.Optional;

/** What {@code POST /v1/networks} takes: a network with all of its subnets. quark-net's rules judge the values. */
public record NetworkBody(
        @Field(required = true, maxLength = 63, says = "Name, unique in the project.", example = "\"web\"")
        Optional<String> name,

        @Field(maxLength = 32, says = "Driver that realises it on hosts; bridge unless given.")
        Optional<String> driver,

        @Field(says = "How it is kept apart on the wire; flat unless given.")
        Optional<SegmentBody> segment,

        @Field(
                min = 1,
                max = 65_535,
                says =
                        "Bytes; unless given what the encapsulation leaves of 1500: 1450 of VXLAN, 1430 where tunnels are over IPv6.")
        Optional<Integer> mtu,

        @Field(says = "Which addresses a port gets: both where there are both kinds of subnets, unless given.")
        Optional<Network.Family> family,

        @Field(maxLength = 63, says = "QoS policy of its ports that have none of their own, by id or name.")
        Optional<String> qosPolicy,

        @Field(says = "Whether other projects may use it; false unless given.")
        Optional<Boolean> shared,

        @Field(
                maxItems = Tags.MOST,
                maxLength = Tags.LENGTH,
                pattern = Tags.PATTERN,
                form = Tags.FORM,
                says = "For people, and to list by.")
        List<String> tags,

        @Field(maxItems = 16, says = "Its subnets.") List<SubnetBody> subnets) {

    /** How a network is kept apart. */
    public record SegmentBody(
            @Field(required = true, says = "flat, vlan or vxlan.")
            Optional<Segment.Type> type,

            @Field(
                    maxLength = 63,
                    pattern = "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?",
                    form = "must be letters, digits, dots, dashes and underscores",
                    says = "The physical network, for flat and vlan.")
            Optional<String> physical,

            @Field(
                    min = 1,
                    max = 16_777_215,
                    says = "VLAN id or VXLAN network identifier; from a segment pool unless given.")
            Optional<Integer> id) {}
}
