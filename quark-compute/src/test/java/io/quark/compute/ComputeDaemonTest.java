package io.quark.compute;

import static io.quark.compute.ComputeFixture.HOST;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Alive;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import io.quark.compute.testing.Machines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ComputeDaemonTest {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private ComputeFixture compute;

    @BeforeEach
    void prepare() {
        compute = new ComputeFixture(zooKeeper, state);
    }

    @AfterEach
    void close() throws Exception {
        compute.close();
    }

    @Test
    void showsItselfInTheTree() {
        compute.start();

        assertThat(compute.node(compute.paths().self(HOST)).orElseThrow().as(ComputeSelf.class))
                .satisfies(self -> {
                    assertThat(self.name()).isEqualTo(HOST);
                    assertThat(self.hypervisor().kind()).isEqualTo("sim");
                    assertThat(self.state()).isEqualTo(ComputeSelf.READY);
                });
        assertThat(compute.node(compute.paths().alive(HOST)).orElseThrow().ephemeralOwner())
                .isNotZero();
    }

    @Test
    void selfIsNotWrittenAgainWhenNothingHasChanged() throws Exception {
        compute.start();
        compute.kill();
        compute.start();

        assertThat(compute.node(compute.paths().self(HOST)).orElseThrow().version())
                .isZero();
    }

    @Test
    void buildEndsWithARunningMachineThatIsManaged() {
        compute.start();
        Task build = compute.placeBuild();

        assertThat(compute.awaitEnd(build).state()).isEqualTo(State.SUCCEEDED);

        Task ended = compute.active(build).orElseThrow();
        assertThat(ended.consumes()).isEqualTo(Resources.NONE);
        assertThat(ended.starting()).isTrue();
        assertThat(ended.birthedOn()).isPresent();
        assertThat(ended.stepsLeft()).isEmpty();
        assertThat(ended.stepsCompleted())
                .containsOnlyKeys(
                        "allocate_network",
                        "allocate_storage",
                        "cloud_init",
                        "define",
                        "allocate_vcpu",
                        "start",
                        "limit_network",
                        "resume");
        Managed managed = compute.managed(build.instance()).orElseThrow();
        assertThat(managed.status()).isEqualTo(MachineStatus.RUNNING);
        assertThat(managed.consumes()).isEqualTo(build.consumes());
        assertThat(managed.task()).isEqualTo(build.id());
        assertThat(compute.node(compute.paths().nextTask(HOST, build.id()))).isEmpty();
        assertThat(compute.host().domains()).isEqualTo(1);
    }

    @Test
    void quickBuildWritesItsRecordOnlyForTheGateAndTheEnd() {
        compute.start();
        Task build = compute.placeBuild();
        compute.awaitEnd(build);

        assertThat(compute.node(compute.paths().activeTask(HOST, build.id()))
                        .orElseThrow()
                        .version())
                .isEqualTo(2);
    }

    @Test
    void slowBuildTellsHowFarItIs() {
        compute.stepsTaking(300).start();
        Task build = compute.placeBuild();

        await().until(() -> compute.active(build)
                .filter(task -> task.stepsCompleted().containsKey("allocate_storage")
                        && task.stepsLeft().contains("start"))
                .isPresent());
        compute.awaitEnd(build);
    }

    @Test
    void deleteLeavesNothing() {
        compute.start();
        Task build = compute.placeBuild();
        compute.awaitEnd(build);

        Task delete = compute.placeDelete(build.instance());

        assertThat(compute.awaitEnd(delete).state()).isEqualTo(State.SUCCEEDED);
        assertNothingIsLeftOf(build);
    }

    @Test
    void deleteOfWhatIsNotHereSucceeds() {
        compute.start();

        assertThat(compute.awaitEnd(compute.placeDelete(Ids.fresh())).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void deleteOvertakesABuildWhichIsUndone() {
        compute.stepsTaking(500).start();
        Task build = compute.placeBuild();
        await().until(() -> compute.active(build).isPresent());

        Task delete = compute.placeDelete(build.instance());

        assertThat(compute.awaitEnd(build).state()).isEqualTo(State.CANCELLED);
        assertThat(compute.awaitEnd(delete).state()).isEqualTo(State.SUCCEEDED);
        assertNothingIsLeftOf(build);
    }

    @Test
    void withdrawnBuildIsUndoneAndNeverStarts() {
        compute.stepsTaking(200).start();
        Task build = compute.placeBuild();
        await().until(() -> compute.host().disks() == 1);

        // It may just be telling how far it is.
        await().until(() -> compute.withdraw(build) instanceof Commit.Committed);

        await().until(() -> compute.process().tasks() == 0);
        assertNothingIsLeftOf(build);
        assertThat(compute.active(build)).isEmpty();
    }

    @Test
    void failedStepIsUndoneAndToldWithItsReason() {
        compute.everyStepFailing().start();
        Task build = compute.placeBuild();

        TaskEnd end = compute.awaitEnd(build);

        assertThat(end.state()).isEqualTo(State.FAILED);
        assertThat(end.problem().orElseThrow()).satisfies(problem -> {
            assertThat(problem.detail()).contains("web-1", HOST, "simulated fault");
            assertThat(problem.hint()).isPresent();
        });
        assertThat(compute.active(build).orElseThrow().consumes()).isEqualTo(Resources.NONE);
        assertNothingIsLeftOf(build);
    }

    @Test
    void taskThatDoesNotFitIsDeclined() {
        compute.start();
        Machine huge = Machine.plain(
                Ids.fresh(),
                "huge",
                "default",
                1 << 29,
                1,
                0,
                Machines.small(Ids.fresh()).boot(),
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                0);

        TaskEnd end = compute.awaitEnd(compute.placeBuild(huge, 1));

        assertThat(end.state()).isEqualTo(State.DECLINED);
        assertThat(end.problem().map(Problem::type)).contains("no-capacity");
        assertThat(compute.host().domains()).isZero();
    }

    @Test
    void kindOfTaskThatIsNotKnownIsDeclined() {
        compute.start();
        String id = Ids.fresh();
        compute.commit(Op.create(
                compute.paths().nextTask(HOST, id),
                Map.of("id", id, "kind", "teleport", "instance", Ids.fresh(), "work_unit", Ids.fresh())));

        await().untilAsserted(() -> assertThat(
                        compute.node(compute.paths().activeTask(HOST, id)).map(node -> new String(node.data(), UTF_8)))
                .hasValueSatisfying(json -> assertThat(json).contains("teleport", "declined", "unknown-task")));
        assertThat(compute.node(compute.paths().nextTask(HOST, id))).isEmpty();
    }

    @Test
    void noMoreIsWorkedOnAtOnceThanConfigured() {
        compute.worksOnAtOnce(2).stepsTaking(100).start();
        List<Task> builds =
                IntStream.range(0, 6).mapToObj(i -> compute.placeBuild()).toList();

        await().until(() -> {
            assertThat(compute.process().tasks()).isLessThanOrEqualTo(2);
            return builds.stream()
                    .allMatch(build ->
                            compute.active(build).filter(Task::hasEnded).isPresent());
        });
        assertThat(compute.host().domains()).isEqualTo(6);
    }

    @Test
    void managingFollowsWhatTheHypervisorSays() {
        compute.start();
        Task build = compute.placeBuild();
        compute.awaitEnd(build);

        compute.host().happen(build.instance(), MachineStatus.STOPPED);
        awaitStatus(build, MachineStatus.STOPPED);
        compute.host().happen(build.instance(), MachineStatus.PAUSED);
        awaitStatus(build, MachineStatus.PAUSED);
        compute.host().vanish(build.instance());
        awaitStatus(build, MachineStatus.MISSING);
    }

    @Test
    void nothingIsConcludedWhileTheHypervisorIsAway() {
        compute.start();
        Task first = compute.placeBuild();
        compute.awaitEnd(first);
        compute.host().reach(Optional.of("restarting"));
        Task second = compute.placeBuild();

        await().during(Duration.ofMillis(600))
                .until(() -> compute.managed(first.instance())
                        .filter(managed -> managed.status() == MachineStatus.RUNNING)
                        .isPresent());
        assertThat(compute.process().unreachable()).contains("restarting");

        compute.host().reach(Optional.empty());
        assertThat(compute.awaitEnd(second).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void machineThatTheTreePlacesElsewhereIsRemoved() throws Exception {
        compute.start();
        Task build = compute.placeBuild();
        compute.awaitEnd(build);
        compute.kill();
        Machine machine = build.machine().orElseThrow();
        compute.commit(
                Op.delete(compute.paths().managed(HOST, build.instance()), Op.ANY_VERSION),
                Op.delete(compute.paths().activeTask(HOST, build.id()), Op.ANY_VERSION),
                Op.delete(compute.paths().instance(build.instance()), Op.ANY_VERSION));
        compute.recordInstance(machine, "c2");

        compute.start();

        await().until(() -> compute.host().domains() == 0 && compute.host().disks() == 0);
    }

    @Test
    void machineThatTheTreePlacesHereIsAdopted() throws Exception {
        compute.start();
        Task build = compute.placeBuild();
        compute.awaitEnd(build);
        compute.kill();
        compute.commit(
                Op.delete(compute.paths().managed(HOST, build.instance()), Op.ANY_VERSION),
                Op.delete(compute.paths().activeTask(HOST, build.id()), Op.ANY_VERSION));

        compute.start();

        awaitStatus(build, MachineStatus.RUNNING);
        assertThat(compute.managed(build.instance()).orElseThrow().consumes()).isEqualTo(build.consumes());
    }

    @Test
    void killedDaemonIsReplacedAtOnceOnTheSameMachine() throws Exception {
        compute.start();
        Alive before = alive();
        compute.kill();

        compute.start(); // its session still stands

        assertThat(alive().bootId()).isNotEqualTo(before.bootId());
    }

    @Test
    void nameThatLivesOnAnotherMachineIsRefused() throws Exception {
        compute.start();
        try (ComputeFixture other = new ComputeFixture(zooKeeper, state.resolve("other"), compute.paths())) {
            assertThatThrownBy(() -> other.startOnAnotherMachine().join())
                    .hasMessageContaining("a compute named c1 is alive on another machine");
        }
        assertThat(compute.node(compute.paths().alive(HOST))).isPresent();
    }

    @Test
    void secondDaemonOnTheSameStateDirectoryIsRefused() {
        compute.start();

        assertThatThrownBy(() -> new ComputeFixture(zooKeeper, state, compute.paths()).start())
                .hasMessageContaining("another quark-compute runs with the state directory");
    }

    @Test
    void lostSessionIsReplacedAndItsTasksGoOn() {
        compute.stepsTaking(300).start();
        Task build = compute.placeBuild();
        await().until(() -> compute.active(build).isPresent());

        compute.expireSession();

        assertThat(compute.awaitEnd(build).state()).isEqualTo(State.SUCCEEDED);
        await().until(() -> compute.node(compute.paths().alive(HOST)).isPresent());
        assertThat(compute.host().domains()).isEqualTo(1);
    }

    @Test
    void restartOfZooKeeperIsSurvived() {
        compute.stepsTaking(20).start();
        List<Task> builds =
                IntStream.range(0, 30).mapToObj(i -> compute.placeBuild()).toList();

        zooKeeper.restart();

        assertThat(builds)
                .allSatisfy(build -> assertThat(compute.awaitEnd(build).state()).isEqualTo(State.SUCCEEDED));
        assertThat(compute.host().domains()).isEqualTo(30);
    }

    @Test
    void tasksOfOneInstanceGoOneAfterTheOther() {
        compute.stepsTaking(50).start();
        Task build = compute.placeBuild();
        Task delete = compute.placeDelete(build.instance());
        Task again = compute.placeDelete(build.instance());

        assertThat(compute.awaitEnd(delete).state()).isEqualTo(State.SUCCEEDED);
        assertThat(compute.awaitEnd(again).state()).isEqualTo(State.SUCCEEDED);
        assertThat(compute.awaitEnd(build).state()).isIn(State.CANCELLED, State.SUCCEEDED);
        assertNothingIsLeftOf(build);
    }

    private Alive alive() {
        return compute.node(compute.paths().alive(HOST)).orElseThrow().as(Alive.class);
    }

    private void awaitStatus(Task build, MachineStatus status) {
        await().until(() -> compute.managed(build.instance())
                .filter(managed -> managed.status() == status)
                .isPresent());
    }

    private void assertNothingIsLeftOf(Task build) {
        assertThat(compute.managed(build.instance())).isEmpty();
        assertThat(compute.host().domains()).isZero();
        assertThat(compute.host().disks()).isZero();
        assertThat(build.kind()).isEqualTo(TaskKind.BUILD);
    }
}
