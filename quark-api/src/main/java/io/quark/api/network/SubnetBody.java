package io.quark.api.network;

import io.quark.api.bind.Field;
import io.quark.common.model.Subnet;
import java.util.List;
import java.util.Optional;

/** A subnet that is to be made, with its network or on it. quark-net's rules judge the values. */
public record SubnetBody(
        @Field(maxLength = 63, says = "Name, unique in the network; subnet-1, subnet-2, ... unless given.")
        Optional<String> name,

        @Field(required = true, maxLength = 64, says = "Its addresses.", example = "\"10.20.0.0/24\"")
        Optional<String> cidr,

        @Field(maxLength = 64, says = "An address of it, or none; its first host address unless given.")
        Optional<String> gateway,

        @Field(says = "What is handed out automatically; everything that may be, unless given.")
        List<PoolBody> pools,

        @Field(maxLength = 63, says = "IP policy, by id or name, that says what is never handed out besides.")
        Optional<String> ipPolicy,

        @Field(says = "Routes that guests get.") List<RouteBody> routes,

        @Field(maxItems = 8, maxLength = 64, says = "Name servers that guests get.")
        List<String> dns,

        @Field(min = 0, max = 31_536_000, says = "Seconds before a released address is handed out again.")
        Optional<Integer> reuseAfterS,

        @Field(maxLength = 253, says = "Domain that guests search.")
        Optional<String> domain,

        @Field(
                maxItems = Tags.MOST,
                maxLength = Tags.LENGTH,
                pattern = Tags.PATTERN,
                form = Tags.FORM,
                says = "For people, and to list by.")
        List<String> tags) {

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
            Optional<String> nextHop) {

        Subnet.Route route() {
            return new Subnet.Route(destination.orElse(""), nextHop.orElse(""));
        }
    }

    /** What these bodies say. */
    static List<Subnet.Pool> pools(List<PoolBody> pools) {
        return pools.stream()
                .map(pool -> new Subnet.Pool(pool.start().orElse(""), pool.end().orElse("")))
                .toList();
    }

    /** What these bodies say. */
    static List<Subnet.Route> routes(List<RouteBody> routes) {
        return routes.stream().map(RouteBody::route).toList();
    }
}
