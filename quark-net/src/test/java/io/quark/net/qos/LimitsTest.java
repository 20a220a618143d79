package io.quark.net.qos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.QosRule;
import io.quark.common.model.QosRule.BandwidthLimit;
import io.quark.common.model.QosRule.DscpMarking;
import io.quark.common.model.QosRule.MinimumBandwidth;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LimitsTest {

    @Test
    void eachRuleLimitsItsOwnDirection() {
        List<QosRule> rules = List.of(
                new BandwidthLimit(Ids.fresh(), Direction.EGRESS, 20_000, 500),
                new BandwidthLimit(Ids.fresh(), Direction.INGRESS, 30_000, 0),
                new DscpMarking(Ids.fresh(), 46));
        assertThat(Limits.of(rules))
                .isEqualTo(new TrafficLimits(
                        Optional.of(new Rate(20_000, 500)), Optional.of(new Rate(30_000, 24_000)), Optional.of(46)));
    }

    @Test
    void whatIsPromisedLimitsNothing() {
        List<QosRule> rules = List.of(new MinimumBandwidth(Ids.fresh(), Direction.EGRESS, 1_000));
        assertThat(Limits.of(rules)).isEqualTo(TrafficLimits.NONE);
        assertThat(Limits.promisedKbps(Policies.of(rules), Direction.EGRESS)).isEqualTo(1_000);
        assertThat(Limits.promisedKbps(Policies.of(rules), Direction.INGRESS)).isZero();
    }

    @Test
    void noRulesAreNoLimits() {
        assertThat(Limits.of(Policies.of(List.of()))).isEqualTo(TrafficLimits.NONE);
    }

    @Test
    void theLeastBurstHoldsTheLargestFrame() {
        assertThat(Limits.leastBurstKbit(1500)).isEqualTo(13); // 12,144 bits
        assertThat(Limits.leastBurstKbit(9000)).isEqualTo(73); // 72,144 bits
        assertThat(Limits.leastBurstKbit(1482)).isEqualTo(12); // 12,000 bits: exactly
    }

    @Property
    void theDefaultBurstIsEightyPercentOfASecondsTrafficRoundedUp(
            @ForAll @LongRange(min = 1, max = 20_000_000) long kbps) {
        long burst = Limits.defaultBurstKbit(kbps);
        assertThat(burst * 10).isBetween(kbps * 8, kbps * 8 + 9).isPositive();
    }

    @Property
    void noDefaultBurstIsLargerThanAnyThatCouldBeAskedFor(
            @ForAll @LongRange(min = 1, max = QosRules.MAX_KBPS) long kbps) {
        assertThat(Limits.defaultBurstKbit(kbps)).isBetween(1L, QosRules.MAX_BURST_KBIT);
    }

    @Property
    void theLeastBurstIsThatOfTheRule(@ForAll @IntRange(min = 576, max = 9216) int mtu) {
        assertThat(Limits.leastBurstKbit(mtu)).isEqualTo((long) Math.ceil((mtu + 18) * 8 / 1000.0));
    }
}
