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

        @Field(min = 1, max = 65_535, says = "Bytes; 1500 unless given.")
        Optional<Integer> mtu,

        @Field(says = "Which addresses a port gets: both where there are both kinds of subnets, unless given.")
        Optional<Network.Family> family,

        @Field(says = "Not supported yet.") Optional<String> qosPolicy,

        @Field(says = "Whether other projects may use it; false unless given.")
        Optional<Boolean> shared,

        @Field(maxItems = 16, says = "Its subnets.") List<SubnetBody> subnets) {

    /** How a network is kept apart. */
    public record SegmentBody(
            @Field(required = true, says = "flat, vlan or vxlan.")
            Optional<Segment.Type> type,

            @Field(maxLength = 63, says = "The physical network, for flat and vlan.")
            Optional<String> physical,

            @Field(min = 1, max = 16_777_215, says = "VLAN id or VXLAN network identifier.")
            Optional<Integer> id) {}

    /** A subnet. */
    public record SubnetBody(
            @Field(maxLength = 63, says = "Name; subnet-1, subnet-2, ... unless given.")
            Optional<String> name,

            @Field(required = true, maxLength = 64, says = "Its addresses.", example = "\"10.20.0.0/24\"")
            Optional<String> cidr,

            @Field(maxLength = 64, says = "An address of it, or none; its first host address unless given.")
            Optional<String> gateway,

            @Field(says = "What is handed out automatically; everything that may be, unless given.")
            List<PoolBody> pools,

            @Field(says = "Not supported yet.") Optional<String> ipPolicy,
            @Field(says = "Routes that guests get.") List<RouteBody> routes,

            @Field(maxItems = 8, maxLength = 64, says = "Name servers that guests get.")
            List<String> dns,

            @Field(min = 0, max = 31_536_000, says = "Seconds before a released address is handed out again.")
            Optional<Integer> reuseAfterS,

            @Field(maxLength = 253, says = "Domain that guests search.")
            Optional<String> domain) {}

    /** A range of addresses, both ends included. */
    public record PoolBody(
            @Field(required = true, maxLength = 64, says = "First address.")
            Optional<String> start,

            @Field(required = true, maxLength = 64, says = "Last address.")
            Optional<String> end) {}

    /** A route. */
    public record RouteBody(
            @Field(required = true, maxLength = 64, says = "Where to.", example = "\"10.0.0.0/8\"")
            Optional<String> destination,

            @Field(required = true, maxLength = 64, says = "By which neighbour.")
            Optional<String> nextHop) {}
}
