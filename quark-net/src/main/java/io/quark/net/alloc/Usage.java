package io.quark.net.alloc;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How much of a subnet is in use.
 *
 * @param pools what is handed out automatically
 * @param usedOutsidePools addresses in use that were asked for by name, outside every pool
 */
public record Usage(String subnet, String cidr, List<PoolUsage> pools, int usedOutsidePools) {

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

    /**
     * One range that is handed out from automatically.
     *
     * @param used in use, or proposed and not yet decided
     * @param excluded never handed out: network, broadcast, gateway, router anycast
     * @param cooling released; matured ones that were not swept yet included
     * @param nextMatures when the first of those cooling may be handed out
     */
    public record PoolUsage(
            String start,
            String end,
            BigInteger size,
            int used,
            int excluded,
            int cooling,
            Optional<Instant> nextMatures) {

        public BigInteger free() {
            return size.subtract(BigInteger.valueOf((long) used + excluded + cooling));
        }
    }
}
