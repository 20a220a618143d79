package io.quark.api.network;

import io.quark.api.bind.Field;
import io.quark.api.network.SubnetBody.PoolBody;
import io.quark.api.network.SubnetBody.RouteBody;
import java.util.List;
import java.util.Optional;

/** What {@code PATCH .../subnets/{subnet}} takes; what is left out stays, a list that is given replaces the whole list. */
public record SubnetPatch(
        @Field(maxLength = 63, says = "New name, unique in the network.")
        Optional<String> name,

        @Field(maxLength = 64, says = "An address of it that nobody has; none or null: it has no gateway.")
        Optional<String> gateway,

        @Field(says = "What is handed out automatically; empty: everything that may be.")
        List<PoolBody> pools,

        @Field(says = "Routes that guests get.") List<RouteBody> routes,

        @Field(maxItems = 8, maxLength = 64, says = "Name servers that guests get.")
        List<String> dns,

        @Field(maxLength = 253, says = "Domain that guests search.")
        Optional<String> domain,

        @Field(maxLength = 63, says = "IP policy, by id or name; none or null: it has no policy.")
        Optional<String> ipPolicy,

        @Field(min = 0, max = 31_536_000, says = "Seconds before a released address is handed out again.")
        Optional<Integer> reuseAfterS,

        @Field(
                maxItems = Tags.MOST,
                maxLength = Tags.LENGTH,
                pattern = Tags.PATTERN,
                form = Tags.FORM,
                says = "All of its tags from now on.")
        List<String> tags) {}
