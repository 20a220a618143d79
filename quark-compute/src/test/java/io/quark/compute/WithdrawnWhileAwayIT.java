package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.Nic;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.testing.BesideOthers;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Commit;
import io.quark.compute.sim.SimWorld;
import io.quark.compute.testing.Machines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A change that is withdrawn while its daemon is dead is undone by the next daemon; one that has ended meanwhile is not. */
@BesideOthers
class WithdrawnWhileAwayIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private ComputeFixture compute;
    private Machine machine;

    @BeforeEach
    void prepare() {
        compute = new ComputeFixture(zooKeeper, state);
        machine = Machines.machine(Ids.fresh(), 0, List.of(Machines.kernel()), List.of(Machines.nic(1)));
    }

    @AfterEach
    void close() throws Exception {
        compute.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"taken", "step.copy_disks.before", "step.copy_disks.after", "step.start.after", "gate.before"})
    void machineThatWasSavedForASnapshotRunsAgain(String point) throws Exception {
        Task snapshot = killedAt(
                "compute.snapshot." + point, TaskKind.SNAPSHOT, machine, new TaskDetail.OfSnapshot(Ids.fresh(), true));
        withdraw(snapshot);

        compute.start();

        await().atMost(PATIENCE)
                .until(() ->
                        compute.host().runs(machine.instance()) && remembered().isEmpty());
        assertThat(compute.active(snapshot)).isEmpty();
        Task next = compute.place(
                TaskKind.SNAPSHOT,
                machine.instance(),
                Optional.of(machine),
                Optional.of(new TaskDetail.OfSnapshot(Ids.fresh(), false)));
        assertThat(compute.awaitEnd(next).problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"step.attach_network.after", "gate.before"})
    void interfaceThatWasWiredForNothingIsUnwired(String point) throws Exception {
        Machine wired = Machines.with(machine, machine.nics().get(0), Machines.nic(2));
        Task attach = killedAt(
                "compute.attach_port." + point, TaskKind.ATTACH_PORT, wired, new TaskDetail.OfPort(Machines.nic(2)));
        assertThat(wiredPorts()).hasSize(2);
        withdraw(attach);

        compute.start();

        await().atMost(PATIENCE).until(() -> remembered().isEmpty());
        compute.close();
        assertThat(wiredPorts()).containsExactly(Machines.nic(1).port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"step.shut_down.after", "gate.before"})
    void guestThatWasShutDownForARebootComesBack(String point) throws Exception {
        compute.startUntil("compute.reboot." + point);
        compute.awaitEnd(compute.placeBuild(machine, 1));
        Task reboot = compute.place(TaskKind.REBOOT, machine.instance(), false, 30);
        await().until(compute::isKilled);
        compute.kill();
        withdraw(reboot);

        compute.start();

        await().atMost(PATIENCE)
                .until(() ->
                        compute.host().runs(machine.instance()) && remembered().isEmpty());
    }

    @Test
    void whatHasEndedWellStaysThoughNobodyCouldForgetThatItWasUnderWay() throws Exception {
        compute.start();
        compute.awaitEnd(compute.placeBuild(machine, 1));
        compute.host().happen(machine.instance(), io.quark.common.model.MachineStatus.STOPPED);
        compute.kill();
        compute.startUntil("compute.attach_port.end.after");
        Machine wired = Machines.with(machine, machine.nics().get(0), Machines.nic(2));
        Task attach = compute.place(
                TaskKind.ATTACH_PORT,
                machine.instance(),
                Optional.of(wired),
                Optional.of(new TaskDetail.OfPort(Machines.nic(2))));
        await().until(compute::isKilled);
        compute.kill();
        assertThat(compute.active(attach).flatMap(Task::end).orElseThrow().state())
                .isEqualTo(State.SUCCEEDED);
        withdraw(attach); // as orc does when it has taken note of the end

        compute.start();

        await().atMost(PATIENCE).until(() -> remembered().isEmpty());
        compute.close();
        assertThat(wiredPorts()).hasSize(2);
    }

    private Task killedAt(String point, TaskKind kind, Machine wanted, TaskDetail detail) throws IOException {
        compute.startUntil(point);
        compute.awaitEnd(compute.placeBuild(machine, 1));
        Task task = compute.place(kind, machine.instance(), Optional.of(wanted), Optional.of(detail));
        await().until(compute::isKilled);
        compute.kill();
        return task;
    }

    private void withdraw(Task task) {
        assertThat(compute.withdraw(task)).isInstanceOf(Commit.Committed.class);
    }

    /** What of changes is remembered beyond the daemon. */
    private List<Path> remembered() throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("begun").resolve(ComputeFixture.HOST))) {
            return files.toList();
        }
    }

    /** The ports that are wired, as no daemon sees it. */
    private List<String> wiredPorts() throws IOException {
        try (SimWorld world = SimWorld.open(SimWorld.Settings.IDEAL.remembering(state.resolve("sim.journal")))) {
            return world.nics(ComputeFixture.HOST).of(machine.instance()).orElseThrow().nics().stream()
                    .map(Nic::port)
                    .toList();
        }
    }
}
