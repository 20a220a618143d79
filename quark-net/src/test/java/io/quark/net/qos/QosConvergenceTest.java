package io.quark.net.qos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Applied;
import io.quark.common.model.Applied.AppliedNetwork;
import io.quark.common.model.Applied.AppliedPolicy;
import io.quark.common.model.TrafficLimits;
import io.quark.net.qos.QosStatus.HostState;
import io.quark.net.qos.QosStatus.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class QosConvergenceTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String GOLD = "gold";
    private static final String NET = "net";

    private final QosConvergence atThree = new QosConvergence(GOLD, 3, true, Map.of(NET, 7));

    @Test
    void policyThatIsBoundToNothingIsUnused() {
        assertThat(new QosConvergence(GOLD, 1, false, Map.of()).of(List.of()).state())
                .isEqualTo(State.UNUSED);
    }

    @Test
    void boundPolicyWaitsForAHost() {
        assertThat(atThree.of(List.of(HostReport.alive("a", Applied.NOTHING))).state())
                .isEqualTo(State.PENDING);
    }

    @Test
    void hostOfABoundNetworkIsConcernedBeforeItNamesThePolicy() {
        QosStatus status = atThree.of(List.of(
                HostReport.alive("a", network(6, Applied.State.APPLIED)),
                HostReport.alive("b", network(7, Applied.State.APPLIED))));

        assertThat(status.hosts()).singleElement().satisfies(host -> {
            assertThat(host.compute()).isEqualTo("a");
            assertThat(host.state()).isEqualTo(HostState.PENDING);
            assertThat(host.revision()).isZero();
        });
        assertThat(status.state()).isEqualTo(State.CONVERGING);
    }

    @Test
    void olderRevisionIsPendingAndALaterOneCounts() {
        QosStatus status = atThree.of(List.of(
                HostReport.alive("old", carries(2, Applied.State.APPLIED)),
                HostReport.alive("new", carries(4, Applied.State.APPLIED))));

        assertThat(status.in(HostState.PENDING))
                .extracting(QosStatus.Host::compute)
                .containsExactly("old");
        assertThat(status.in(HostState.APPLIED))
                .extracting(QosStatus.Host::compute)
                .containsExactly("new");
        assertThat(status.state()).isEqualTo(State.CONVERGING);
        assertThat(status.reached()).isFalse();
    }

    @Test
    void hostThatIsOfflineHoldsNothingUpAndIsShown() {
        QosStatus status = atThree.of(List.of(
                HostReport.alive("a", carries(3, Applied.State.APPLIED)),
                HostReport.offline("b", Optional.of(NOON), carries(1, Applied.State.FAILED))));

        assertThat(status.state()).isEqualTo(State.CONVERGED);
        assertThat(status.in(HostState.OFFLINE)).singleElement().satisfies(host -> {
            assertThat(host.revision()).isEqualTo(1);
            assertThat(host.since()).contains(NOON);
        });
    }

    @Test
    void nothingHasConvergedWhereEveryHostIsOffline() {
        QosStatus status =
                atThree.of(List.of(HostReport.offline("b", Optional.empty(), carries(3, Applied.State.APPLIED))));

        assertThat(status.state()).isEqualTo(State.PENDING);
        assertThat(status.reached()).isTrue();
    }

    @Test
    void failureDegradesAndSaysWhy() {
        QosStatus status = atThree.of(List.of(
                HostReport.alive("a", carries(3, Applied.State.FAILED)),
                HostReport.alive("b", carries(2, Applied.State.APPLIED))));

        assertThat(status.state()).isEqualTo(State.DEGRADED);
        assertThat(status.in(HostState.FAILED))
                .singleElement()
                .satisfies(host -> assertThat(host.error()).contains("port p1: no room"));
    }

    @Test
    void driftedHostDegradesAtTheRevisionAndIsOnlyLateBeforeIt() {
        assertThat(atThree.of(List.of(HostReport.alive("a", carries(3, Applied.State.DRIFTED))))
                        .state())
                .isEqualTo(State.DEGRADED);
        assertThat(atThree.of(List.of(HostReport.alive("a", carries(2, Applied.State.DRIFTED))))
                        .state())
                .isEqualTo(State.CONVERGING);
    }

    @Test
    void troubleOfThePolicyIsNotHiddenByANetworkThatIsLate() {
        Applied both = new Applied(
                network(6, Applied.State.PENDING).networks(),
                carries(3, Applied.State.UNSUPPORTED).policies());

        assertThat(atThree.of(List.of(HostReport.alive("a", both))).in(HostState.UNSUPPORTED))
                .hasSize(1);
    }

    @Property
    void statusDependsNeitherOnTheOrderOfReportsNorOnHostsThatAreNotConcerned(
            @ForAll @Size(max = 12) List<@IntRange(max = 47) Integer> draws, @ForAll long seed) {
        List<HostReport> reports = reports(draws);
        List<HostReport> mixed = new ArrayList<>(reports);
        mixed.add(HostReport.alive("elsewhere", Applied.NOTHING));
        Collections.shuffle(mixed, new Random(seed));

        assertThat(atThree.of(mixed)).isEqualTo(atThree.of(reports));
    }

    @Property
    void convergedMeansThatEveryConcernedHostOnlineHasAppliedIt(
            @ForAll @Size(max = 12) List<@IntRange(max = 47) Integer> draws) {
        List<HostReport> reports = reports(draws);
        QosStatus status = atThree.of(reports);

        boolean allThere = reports.stream()
                .filter(report -> report.alive() && atThree.concerns(report.applied()))
                .allMatch(report -> {
                    AppliedPolicy policy = report.applied().policies().get(GOLD);
                    AppliedNetwork network = report.applied().networks().get(NET);
                    return policy != null
                            && policy.revision() >= 3
                            && policy.state() == Applied.State.APPLIED
                            && (network == null || network.version() >= 7);
                });
        assertThat(status.reached()).isEqualTo(allThere);
        if (status.state() == State.CONVERGED) {
            assertThat(allThere).isTrue();
        }
    }

    /** One report for each number: whether it is alive, which revision in which state, which version of the network. */
    private static List<HostReport> reports(List<Integer> draws) {
        List<HostReport> reports = new ArrayList<>();
        for (int i = 0; i < draws.size(); i++) {
            int draw = draws.get(i);
            List<Applied.State> states = List.of(Applied.State.values());
            Applied.State state = states.get(draw / 2 % states.size());
            Applied applied = new Applied(
                    draw % 3 == 0 ? Map.of() : network(6 + draw % 3 - 1, state).networks(),
                    draw % 5 == 0 ? Map.of() : carries(draw % 5, state).policies());
            reports.add(new HostReport("host-" + i, draw % 7 != 0, Optional.empty(), applied));
        }
        return reports;
    }

    private static Applied network(int version, Applied.State state) {
        return new Applied(Map.of(NET, new AppliedNetwork(version, state, Optional.empty(), NOON)), Map.of());
    }

    private static Applied carries(int revision, Applied.State state) {
        List<Applied.PortFailure> failures =
                state == Applied.State.FAILED ? List.of(new Applied.PortFailure("p1", "no room")) : List.of();
        return new Applied(
                Map.of(),
                Map.of(
                        GOLD,
                        new AppliedPolicy(
                                revision,
                                state,
                                1,
                                TrafficLimits.NONE,
                                Optional.empty(),
                                failures,
                                1,
                                Optional.empty(),
                                NOON)));
    }
}
