package io.quark.net.alloc;

import io.quark.net.model.Steppable;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How much of a subnet is in use.
 *
 * @param pools what is handed out automatically
 * @param usedOutsidePools addresses in use that were asked for by name, outside every pool
 * @param reserved of all those in use, how many no port has: they are a device's that has none, or only recorded
 */
public record Usage(String subnet, String cidr, List<PoolUsage> pools, int usedOutsidePools, int reserved) {

    public Usage {
        pools = List.copyOf(pools);
    }

    /** All addresses in its pools. */
    public BigInteger size() {
        return pools.stream().map(PoolUsage::size).reduce(BigInteger.ZERO, BigInteger::add);
    }

    public int used() {
        return usedOutsidePools + pools.stream().mapToInt(PoolUsage::used).sum();
    }

    public int cooling() {
        return pools.stream().mapToInt(PoolUsage::cooling).sum();
    }

    /** How many could be handed out now: neither used, excluded, nor cooling. */
    public BigInteger free() {
        return pools.stream().map(PoolUsage::free).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** What its pools hold that is never handed out. */
    public BigInteger excluded() {
        return pools.stream().map(PoolUsage::excluded).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** When the first of those cooling may be handed out. */
    public Optional<Instant> nextMatures() {
        return pools.stream().flatMap(pool -> pool.nextMatures().stream()).min(Instant::compareTo);
    }

    /** Each range that is handed out from automatically. */
    static <T extends Steppable<T> & Comparable<T>> List<PoolUsage> pools(ClaimSpace<T> space) {
        return space.ranges().stream().map(range -> PoolUsage.of(space, range)).toList();
    }

    /**
     * One range that is handed out from automatically.
     *
     * @param used in use, or proposed and not yet decided
     * @param excluded never handed out: network, broadcast, gateway, router anycast, and what an IP policy excludes
     * @param cooling released; matured ones that were not swept yet included
     * @param nextMatures when the first of those cooling may be handed out
     */
    public record PoolUsage(
            String start,
            String end,
            BigInteger size,
            int used,
            BigInteger excluded,
            int cooling,
            Optional<Instant> nextMatures) {

        static <T extends Steppable<T> & Comparable<T>> PoolUsage of(ClaimSpace<T> space, AutomaticRange<T> range) {
            return new PoolUsage(
                    range.first().text(),
                    range.last().text(),
                    range.size(),
                    range.used(),
                    range.excluded(),
                    range.cooling(),
                    space.nextMatures(range));
        }

        public BigInteger free() {
            return size.subtract(excluded).subtract(BigInteger.valueOf((long) used + cooling));
        }
    }
}
