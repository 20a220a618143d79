package io.quark.api.network;

import io.quark.api.bind.Field;
import io.quark.net.alloc.Usage;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How full a subnet, or all subnets of a network together, are. */
public record UsageAnswer(
        @Field(required = true, says = "Addresses that are handed out automatically, excluded ones among them.")
        BigInteger size,

        @Field(required = true, says = "In use by ports and devices.")
        long allocated,

        @Field(
                required = true,
                says = "Never handed out: network, broadcast, gateway, and what its IP policy excludes.")
        BigInteger excluded,

        @Field(required = true, says = "Released, and not yet to be handed out again.")
        long cooling,

        @Field(required = true, says = "Recorded as in use elsewhere: neither port nor device.")
        long reserved,

        @Field(required = true, says = "Could be handed out now.")
        BigInteger free,

        @Field(says = "When the first of those cooling may be handed out again.")
        Optional<Instant> nextMaturesAt) {

    static final UsageAnswer NONE =
            new UsageAnswer(BigInteger.ZERO, 0, BigInteger.ZERO, 0, 0, BigInteger.ZERO, Optional.empty());

    /**
     * What allocation says of a subnet.
     *
     * @param reserved how many of the used ones belong to nobody that is known here
     */
    static UsageAnswer of(Usage usage, long reserved) {
        return new UsageAnswer(
                usage.size(),
                Math.max(0, usage.used() - reserved),
                usage.excluded(),
                usage.cooling(),
                reserved,
                usage.free(),
                usage.nextMatures());
    }

    static UsageAnswer sum(List<UsageAnswer> all) {
        return all.stream().reduce(NONE, UsageAnswer::plus);
    }

    private UsageAnswer plus(UsageAnswer other) {
        return new UsageAnswer(
                size.add(other.size),
                allocated + other.allocated,
                excluded.add(other.excluded),
                cooling + other.cooling,
                reserved + other.reserved,
                free.add(other.free),
                Stream.of(nextMaturesAt, other.nextMaturesAt)
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo));
    }
}
