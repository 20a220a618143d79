package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Op;
import io.quark.compute.testing.Machines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a host does by itself with machines that do not run. */
class RestartTest {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private ComputeFixture compute;
    private Machine machine;

    @BeforeEach
    void build() {
        compute = new ComputeFixture(zooKeeper, state).start();
        machine = Machines.machine(Ids.fresh(), 0, List.of(Machines.kernel()), List.of());
        assertThat(compute.awaitEnd(compute.placeBuild(machine, 1)).state()).isEqualTo(State.SUCCEEDED);
    }

    @AfterEach
    void close() throws Exception {
        compute.close();
    }

    @Test
    void machineThatCrashesIsStartedAgainAndNothingIsLeftOfIt() {
        compute.host().happen(machine.instance(), MachineStatus.CRASHED);

        awaitStartedAgain();
        assertThat(managed().fault()).isEmpty();
    }

    @Test
    void machinesRunAgainAfterTheirHostWasStartedAnew() {
        compute.host().startAnew();

        awaitStartedAgain();
    }

    @Test
    void crashThatNobodySawIsMadeGoodByTheNextDaemon() throws Exception {
        compute.host().reach(Optional.of("not to be seen"));
        compute.host().happen(machine.instance(), MachineStatus.CRASHED);
        assertThat(managed().status()).isEqualTo(MachineStatus.RUNNING);
        compute.kill();

        compute.start();

        await().until(() -> compute.host().runs(machine.instance()));
        awaitStatus(MachineStatus.RUNNING);
    }

    @Test
    void guestThatSwitchesItselfOffStaysOff() {
        compute.host().happen(machine.instance(), MachineStatus.STOPPED);

        awaitStatus(MachineStatus.STOPPED);
        stays(MachineStatus.STOPPED);
    }

    @Test
    void machineThatWasStoppedStaysOffWhenItsHostIsStartedAnew() {
        assertThat(compute.awaitEnd(compute.place(TaskKind.STOP, machine.instance(), true, 0))
                        .state())
                .isEqualTo(State.SUCCEEDED);
        record(PowerState.STOPPED, Optional.empty());

        compute.host().startAnew();

        stays(MachineStatus.STOPPED);
    }

    @Test
    void machineThatAWorkUnitHoldsIsLeftToIt() {
        record(PowerState.RUNNING, Optional.of(Ids.fresh()));

        compute.host().happen(machine.instance(), MachineStatus.CRASHED);
        awaitStatus(MachineStatus.CRASHED);
        stays(MachineStatus.CRASHED);

        record(PowerState.RUNNING, Optional.empty());
        awaitStatus(MachineStatus.RUNNING);
    }

    @Test
    void machineThatTheTreePlacesElsewhereIsNotStarted() {
        compute.commit(Op.set(
                compute.paths().instance(machine.instance()),
                Machines.instance(machine, Optional.of("c2"), Instant.EPOCH),
                Op.ANY_VERSION));

        compute.host().happen(machine.instance(), MachineStatus.CRASHED);

        awaitStatus(MachineStatus.CRASHED);
        stays(MachineStatus.CRASHED);
    }

    @Test
    void machineThatCrashesAgainAtOnceHasToWait() {
        compute.host().happen(machine.instance(), MachineStatus.CRASHED);
        awaitStartedAgain();

        compute.host().happen(machine.instance(), MachineStatus.CRASHED);

        awaitStatus(MachineStatus.CRASHED);
        stays(MachineStatus.CRASHED);
    }

    @Test
    void deleteOfACrashedMachineGoesFirst() {
        record(PowerState.RUNNING, Optional.of(Ids.fresh()));
        compute.host().happen(machine.instance(), MachineStatus.CRASHED);
        Task delete = compute.placeDelete(machine.instance());

        assertThat(compute.awaitEnd(delete).state()).isEqualTo(State.SUCCEEDED);
        assertThat(compute.host().domains()).isZero();
    }

    private void record(PowerState wanted, Optional<String> workUnit) {
        Instance instance = Machines.instance(machine, Optional.of(ComputeFixture.HOST), Instant.EPOCH)
                .change()
                .powerState(wanted)
                .workUnit(workUnit)
                .build();
        compute.commit(Op.set(compute.paths().instance(machine.instance()), instance, Op.ANY_VERSION));
    }

    private Managed managed() {
        return compute.managed(machine.instance()).orElseThrow();
    }

    private void awaitStatus(MachineStatus status) {
        await().until(() -> managed().status() == status);
    }

    /** For longer than some looks at the host take. */
    private void stays(MachineStatus status) {
        await().during(Duration.ofMillis(700))
                .atMost(Duration.ofSeconds(5))
                .until(() -> managed().status() == status);
    }

    /** It runs, whatever the record still says of before; nothing is left of what has started it. */
    private void awaitStartedAgain() {
        await().until(() -> compute.host().runs(machine.instance()));
        await().until(() -> compute.process().tasks() == 0);
        await().until(() -> compute.children(compute.paths().activeTasks(ComputeFixture.HOST))
                        .size()
                == 1);
        awaitStatus(MachineStatus.RUNNING);
    }
}
