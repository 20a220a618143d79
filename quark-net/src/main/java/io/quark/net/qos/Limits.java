package io.quark.net.qos;

import io.quark.common.model.Direction;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import io.quark.common.model.QosRule.BandwidthLimit;
import io.quark.common.model.QosRule.DscpMarking;
import io.quark.common.model.QosRule.MinimumBandwidth;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a policy's rules mean for the traffic of one port. */
public final class Limits {

    /** Of what a limit lets through in a second: what may go at once, unless the rule says. Meant for TCP, which sends in bursts. */
    private static final int DEFAULT_BURST_PERCENT = 80;

    /** Bytes that a frame has beside its MTU: header 14, and a VLAN tag 4. */
    private static final int FRAME_OVERHEAD_BYTES = 18;

    private Limits() {}

    /** What a host is to do for a port under this policy. What is promised ({@code minimum_bandwidth}) is no limit. */
    public static TrafficLimits of(QosPolicy policy) {
        return of(policy.rules());
    }

    /** What a host is to do for a port under these rules, of which there is one for each slot. */
    public static TrafficLimits of(List<QosRule> rules) {
        return new TrafficLimits(
                rate(rules, Direction.EGRESS),
                rate(rules, Direction.INGRESS),
                first(
                        rules,
                        rule -> rule instanceof DscpMarking mark ? Optional.of(mark.dscpMark()) : Optional.empty()));
    }

    private static Optional<Rate> rate(List<QosRule> rules, Direction direction) {
        return first(
                rules,
                rule -> rule instanceof BandwidthLimit limit && limit.direction() == direction
                        ? Optional.of(rate(limit))
                        : Optional.empty());
    }

    private static <T> Optional<T> first(List<QosRule> rules, Function<QosRule, Optional<T>> take) {
        return rules.stream().flatMap(rule -> take.apply(rule).stream()).findFirst();
    }

    private static Rate rate(BandwidthLimit limit) {
        long burst = limit.maxBurstKbps() == 0 ? defaultBurstKbit(limit.maxKbps()) : limit.maxBurstKbps();
        return new Rate(limit.maxKbps(), burst);
    }

    /**
     * Kilobits that may go at once where a rule does not say: 80 % of what its limit lets through in one second, rounded up, but no more than
     * {@link QosRules#MAX_BURST_KBIT}.
     */
    public static long defaultBurstKbit(long maxKbps) {
        return Math.min(QosRules.MAX_BURST_KBIT, (maxKbps * DEFAULT_BURST_PERCENT + 99) / 100);
    }

    /** Kilobits of the largest frame of a network: a burst below would let nothing through at all. */
    public static long leastBurstKbit(int mtu) {
        return Units.kbitHolding(mtu + FRAME_OVERHEAD_BYTES);
    }

    /** Kbit/s that ports under this policy are promised in one direction; 0 if nothing is. */
    public static long promisedKbps(QosPolicy policy, Direction direction) {
        return policy.rules().stream()
                .filter(MinimumBandwidth.class::isInstance)
                .map(MinimumBandwidth.class::cast)
                .filter(rule -> rule.direction() == direction)
                .mapToLong(MinimumBandwidth::minKbps)
                .max()
                .orElse(0);
    }
}
