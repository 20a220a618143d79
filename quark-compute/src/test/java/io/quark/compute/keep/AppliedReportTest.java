package io.quark.compute.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.model.Applied;
import io.quark.common.model.Applied.AppliedPolicy;
import io.quark.common.model.Applied.State;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import io.quark.compute.keep.KeptNetwork.NetworkView;
import io.quark.compute.keep.KeptPort.PortView;
import io.quark.compute.keep.Wish.PolicyAt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppliedReportTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(5);
    private static final TrafficLimits EFFECTIVE =
            new TrafficLimits(Optional.of(new Rate(1_000, 800)), Optional.empty(), Optional.empty());
    private static final PolicyAt GOLD = new PolicyAt("gold", 3);

    @Test
    void policyIsAppliedWhenAllItsPortsAre() {
        Applied applied = report(List.of(done("p1", GOLD), done("p2", GOLD)), Applied.NOTHING);

        AppliedPolicy gold = applied.policies().get("gold");
        assertThat(gold.state()).isEqualTo(State.APPLIED);
        assertThat(gold.revision()).isEqualTo(3);
        assertThat(gold.ports()).isEqualTo(2);
        assertThat(gold.effective()).isEqualTo(EFFECTIVE);
    }

    @Test
    void onePortThatFailsIsNamedAndTheOthersStillShowWhatIsInForce() {
        Applied applied = report(List.of(done("p1", GOLD), failed("p2", GOLD, "no such device")), Applied.NOTHING);

        AppliedPolicy gold = applied.policies().get("gold");
        assertThat(gold.state()).isEqualTo(State.FAILED);
        assertThat(gold.effective()).isEqualTo(EFFECTIVE);
        assertThat(gold.failures()).containsExactly(new Applied.PortFailure("p2", "no such device"));
        assertThat(gold.error()).contains("no such device");
        assertThat(gold.attempts()).isEqualTo(4);
        assertThat(gold.nextAttempt()).contains(LATER);
    }

    @Test
    void policyIsNamedUntilTheHostHasDroppedIt() {
        PortView leaving = new PortView(
                "p1",
                Optional.empty(),
                Optional.of(GOLD),
                State.PENDING,
                EFFECTIVE,
                Optional.empty(),
                0,
                Optional.empty(),
                false);

        assertThat(report(List.of(leaving), Applied.NOTHING)
                        .policies()
                        .get("gold")
                        .state())
                .isEqualTo(State.PENDING);
        assertThat(report(List.of(), Applied.NOTHING).policies()).isEmpty();
    }

    @Test
    void policyOfAnEarlierLifeStaysUntilAllPortsAreAsWanted() {
        Applied before = report(List.of(done("p1", GOLD)), Applied.NOTHING);
        PortView unknown = new PortView(
                "p1",
                Optional.empty(),
                Optional.empty(),
                State.PENDING,
                TrafficLimits.NONE,
                Optional.empty(),
                0,
                Optional.empty(),
                false);
        PortView unlimited = new PortView(
                "p1",
                Optional.empty(),
                Optional.empty(),
                State.APPLIED,
                TrafficLimits.NONE,
                Optional.empty(),
                0,
                Optional.empty(),
                true);

        assertThat(report(List.of(unknown), before).policies()).containsKey("gold");
        assertThat(report(List.of(unlimited), before).policies()).isEmpty();
    }

    @Test
    void whatHasNotChangedKeepsItsTime() {
        Applied before = AppliedReport.of(List.of(done("p1", GOLD)), List.of(network("n", 2)), Applied.NOTHING, NOW);

        Applied same = AppliedReport.of(List.of(done("p1", GOLD)), List.of(network("n", 2)), before, LATER);
        Applied next =
                AppliedReport.of(List.of(done("p1", new PolicyAt("gold", 4))), List.of(network("n", 3)), before, LATER);

        assertThat(same).isEqualTo(before);
        assertThat(next.policies().get("gold").since()).isEqualTo(LATER);
        assertThat(next.networks().get("n").since()).isEqualTo(LATER);
    }

    @Test
    void recordStaysWithinItsBoundAndLosesFailuresBeforeAnythingElse() {
        List<PortView> ports = new ArrayList<>();
        for (int policy = 0; policy < 60; policy++) {
            for (int port = 0; port < 20; port++) {
                ports.add(failed(Ids.fresh(), new PolicyAt(Ids.derived("policy", "" + policy), 1), "x".repeat(1_000)));
            }
        }

        Applied applied = report(ports, Applied.NOTHING);

        assertThat(Json.bytes(applied).length).isLessThanOrEqualTo(AppliedReport.MAX_BYTES);
        assertThat(applied.policies()).hasSize(60).allSatisfy((id, policy) -> {
            assertThat(policy.ports()).isEqualTo(20);
            assertThat(policy.state()).isEqualTo(State.FAILED);
            assertThat(policy.failures()).hasSizeLessThanOrEqualTo(Applied.MAX_FAILURES);
        });
    }

    private static Applied report(List<PortView> ports, Applied before) {
        return AppliedReport.of(ports, List.of(), before, NOW);
    }

    private static NetworkView network(String id, int version) {
        return new NetworkView(id, version, State.APPLIED, Optional.empty());
    }

    private static PortView done(String port, PolicyAt policy) {
        return new PortView(
                port,
                Optional.of(policy),
                Optional.of(policy),
                State.APPLIED,
                EFFECTIVE,
                Optional.empty(),
                0,
                Optional.empty(),
                true);
    }

    private static PortView failed(String port, PolicyAt policy, String why) {
        return new PortView(
                port,
                Optional.of(policy),
                Optional.empty(),
                State.FAILED,
                TrafficLimits.NONE,
                Optional.of(why),
                4,
                Optional.of(LATER),
                true);
    }
}
