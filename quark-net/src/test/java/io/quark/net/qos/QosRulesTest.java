package io.quark.net.qos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.QosRule;
import io.quark.common.model.QosRule.BandwidthLimit;
import io.quark.common.model.QosRule.DscpMarking;
import io.quark.common.model.QosRule.MinimumBandwidth;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QosRulesTest {

    private static final int MTU = 1500;

    @Test
    void aPolicyOfEveryKindOfRuleIsAcceptable() {
        assertThat(QosRules.faults(
                        Policies.of(List.of(
                                limit(Direction.EGRESS, 20_000, 0),
                                limit(Direction.INGRESS, 30_000, 13),
                                new DscpMarking(Ids.fresh(), 46),
                                minimum(Direction.EGRESS, 20_000),
                                minimum(Direction.INGRESS, 10_000))),
                        MTU))
                .isEmpty();
        assertThat(QosRules.faults(Policies.of(List.of()))).isEmpty();
    }

    @Test
    void everyFaultIsToldWithItsPlace() {
        List<Fault> faults = QosRules.faults(
                Policies.named(
                        "-",
                        List.of(
                                limit(Direction.EGRESS, 0, 12),
                                new DscpMarking("1", 1),
                                minimum(Direction.EGRESS, QosRules.MAX_KBPS + 1))),
                MTU);
        assertThat(pointers(faults))
                .containsExactly(
                        "/name",
                        "/rules/0/max_kbps",
                        "/rules/0/max_burst_kbps",
                        "/rules/1/id",
                        "/rules/1/dscp_mark",
                        "/rules/2/min_kbps",
                        "/rules/2/min_kbps");
    }

    @Test
    void thereIsOneRuleForEachTypeAndDirection() {
        List<QosRule> rules = List.of(
                limit(Direction.EGRESS, 10, 0),
                limit(Direction.INGRESS, 10, 0),
                limit(Direction.EGRESS, 20, 0),
                new DscpMarking(Ids.fresh(), 8),
                new DscpMarking(Ids.fresh(), 10));
        assertThat(QosRules.ruleFaults(rules, MTU))
                .extracting(Fault::pointer, Fault::detail)
                .containsExactly(
                        tuple("/2", "there is a rule bandwidth_limit/egress already: /0"),
                        tuple("/4", "there is a rule dscp_marking already: /3"));
    }

    @Test
    void twoRulesHaveNotOneId() {
        String id = Ids.fresh();
        List<QosRule> rules = List.of(new DscpMarking(id, 8), new MinimumBandwidth(id, Direction.EGRESS, 5));
        assertThat(pointers(QosRules.ruleFaults(rules, MTU))).containsExactly("/1/id");
    }

    @Test
    void theBurstHoldsAFrameOfTheNetwork() {
        List<QosRule> rules = List.of(limit(Direction.EGRESS, 1_000, 13));
        assertThat(QosRules.ruleFaults(rules, 1500)).isEmpty();
        assertThat(QosRules.ruleFaults(rules, 9000))
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail()).contains("73 kilobits", "MTU 9000"));
        assertThat(pointers(QosRules.ruleFaults(List.of(limit(Direction.EGRESS, 1_000, -1)), 1500)))
                .containsExactly("/0/max_burst_kbps");
        assertThat(pointers(QosRules.ruleFaults(
                        List.of(limit(Direction.EGRESS, 1_000, QosRules.MAX_BURST_KBIT + 1)), 1500)))
                .containsExactly("/0/max_burst_kbps");
    }

    @Test
    void theMinimumIsNotAboveTheLimitOfItsDirection() {
        List<QosRule> same = List.of(limit(Direction.EGRESS, 10, 0), minimum(Direction.EGRESS, 11));
        assertThat(pointers(QosRules.ruleFaults(same, MTU))).containsExactly("/1/min_kbps");
        List<QosRule> other = List.of(limit(Direction.EGRESS, 10, 0), minimum(Direction.INGRESS, 11));
        assertThat(QosRules.ruleFaults(other, MTU)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 9, 42, 45, 47, 62, 64})
    void onlyTheNamedCodePointsAreMarks(int mark) {
        assertThat(pointers(QosRules.ruleFaults(List.of(new DscpMarking(Ids.fresh(), mark)), MTU)))
                .containsExactly("/0/dscp_mark");
    }

    @Test
    void aSenselessListIsNotLookedThrough() {
        List<QosRule> rules = Collections.nCopies(100, new DscpMarking("x", 1));
        assertThat(QosRules.faults(Policies.of(rules))).containsExactly(new Fault("/rules", "at most 16 rules"));
        assertThat(IntStream.range(0, 64).filter(QosRules.DSCP_MARKS::contains).count())
                .isEqualTo(22);
    }

    private static QosRule limit(Direction direction, long kbps, long burst) {
        return new BandwidthLimit(Ids.fresh(), direction, kbps, burst);
    }

    private static QosRule minimum(Direction direction, long kbps) {
        return new MinimumBandwidth(Ids.fresh(), direction, kbps);
    }

    private static List<String> pointers(List<Fault> faults) {
        return faults.stream().map(Fault::pointer).toList();
    }
}
