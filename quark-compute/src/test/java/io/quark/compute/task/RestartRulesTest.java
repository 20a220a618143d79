package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.Resources;
import io.quark.common.model.RestartPolicy;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.task.RestartRules.Starts;
import io.quark.compute.testing.Machines;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RestartRulesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void crashedMachineIsStartedUnlessNever() {
        assertThat(statusesStarted(RestartPolicy.NEVER)).isEmpty();
        assertThat(statusesStarted(RestartPolicy.ON_FAILURE))
                .containsExactlyInAnyOrder(MachineStatus.CRASHED, MachineStatus.SUSPENDED);
        assertThat(statusesStarted(RestartPolicy.ALWAYS))
                .containsExactlyInAnyOrder(MachineStatus.CRASHED, MachineStatus.SUSPENDED, MachineStatus.STOPPED);
    }

    @Test
    void machineThatIsNotWantedRunningIsLeftAsItIs() {
        for (PowerState wanted : EnumSet.complementOf(EnumSet.of(PowerState.RUNNING))) {
            for (MachineStatus status : MachineStatus.values()) {
                assertThat(RestartRules.startAt(managed(wanted, RestartPolicy.ALWAYS), status, Optional.empty(), NOW))
                        .isEmpty();
            }
        }
    }

    @Test
    void firstStartIsAtOnceAndEachSoonAfterTheOneBeforeIsLater() {
        assertThat(startAt(Optional.empty())).contains(NOW);
        assertThat(startAt(Optional.of(new Starts(1, NOW)))).contains(NOW.plusSeconds(10));
        assertThat(startAt(Optional.of(new Starts(2, NOW)))).contains(NOW.plusSeconds(20));
        assertThat(startAt(Optional.of(new Starts(3, NOW.minusSeconds(60))))).contains(NOW);
    }

    @Test
    void machineThatRanLongEnoughIsStartedAtOnceAgain() {
        Starts many = new Starts(50, NOW.minus(RestartRules.STEADY));

        assertThat(startAt(Optional.of(many))).contains(NOW);
        assertThat(Starts.after(Optional.of(many), NOW)).isEqualTo(new Starts(1, NOW));
    }

    @Property
    void machineThatCrashesAtOnceIsStartedEverMoreRarelyButNotNever(@ForAll @IntRange(min = 1, max = 500) int times) {
        Instant now = NOW;
        Duration before = Duration.ZERO;
        Optional<Starts> starts = Optional.empty();
        for (int i = 0; i < times; i++) {
            starts = Optional.of(Starts.after(starts, now));
            Instant next = RestartRules.startAt(
                            managed(PowerState.RUNNING, RestartPolicy.ON_FAILURE), MachineStatus.CRASHED, starts, now)
                    .orElseThrow();
            Duration wait = Duration.between(now, next);
            assertThat(wait).isBetween(Duration.ofSeconds(10), Duration.ofMinutes(10));
            assertThat(wait).isGreaterThanOrEqualTo(before);
            before = wait;
            now = next;
        }
    }

    @Test
    void whatEndedWhileNobodyLookedHasCrashedIfItWasThereBefore() {
        Domain lost =
                new Domain(Machines.owner(Machines.small(Ids.fresh()), Ids.fresh()), MachineStatus.STOPPED, false);

        assertThat(RestartRules.status(lost, MachineStatus.RUNNING)).isEqualTo(MachineStatus.CRASHED);
        assertThat(RestartRules.status(lost, MachineStatus.PAUSED)).isEqualTo(MachineStatus.CRASHED);
        // Said again after a restart of the daemon, or of libvirt: it stays what it was.
        assertThat(RestartRules.status(lost, MachineStatus.CRASHED)).isEqualTo(MachineStatus.CRASHED);
        assertThat(RestartRules.status(lost, MachineStatus.STOPPED)).isEqualTo(MachineStatus.STOPPED);
    }

    @Test
    void whatTheHypervisorCanExplainIsWhatItSays() {
        Domain stopped = new Domain(Machines.owner(Machines.small(Ids.fresh()), Ids.fresh()), MachineStatus.STOPPED);

        assertThat(RestartRules.status(stopped, MachineStatus.RUNNING)).isEqualTo(MachineStatus.STOPPED);
    }

    private static Set<MachineStatus> statusesStarted(RestartPolicy policy) {
        Set<MachineStatus> started = EnumSet.noneOf(MachineStatus.class);
        for (MachineStatus status : MachineStatus.values()) {
            if (RestartRules.startAt(managed(PowerState.RUNNING, policy), status, Optional.empty(), NOW)
                    .isPresent()) {
                started.add(status);
            }
        }
        return started;
    }

    private static Optional<Instant> startAt(Optional<Starts> starts) {
        return RestartRules.startAt(
                managed(PowerState.RUNNING, RestartPolicy.ON_FAILURE), MachineStatus.CRASHED, starts, NOW);
    }

    private static Managed managed(PowerState wanted, RestartPolicy restart) {
        return new Managed(
                "sim",
                "web-1",
                Instant.EPOCH,
                Resources.NONE,
                MachineStatus.RUNNING,
                Ids.fresh(),
                Optional.empty(),
                wanted,
                restart);
    }
}
