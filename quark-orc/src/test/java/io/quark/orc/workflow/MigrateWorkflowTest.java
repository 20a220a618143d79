package io.quark.orc.workflow;

import static io.quark.orc.workflow.FakeWorld.BUILD;
import static io.quark.orc.workflow.FakeWorld.MACHINE;
import static io.quark.orc.workflow.FakeWorld.PATHS;
import static io.quark.orc.workflow.FakeWorld.RULES;
import static io.quark.orc.workflow.FakeWorld.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceBuilder;
import io.quark.common.model.MachineRequest.Migrate;
import io.quark.common.model.PowerState;
import io.quark.common.model.Target;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.model.VolumeDisk;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.orc.cluster.SeenTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class MigrateWorkflowTest {

    private static final String MOVE = Ids.inShard(Ids.derived("a move"), PATHS.shardOf(BUILD), 16);

    private final FakeWorld world = new FakeWorld().receiving("a", "b", "c");
    private final Workflow migrate = new MigrateWorkflow(RULES, PATHS);

    @Test
    void anotherHostIsAskedToReceiveTheMachineWhichIsHeldAndStaysWhereItIs() {
        active("a");

        Outcomes asked = Outcomes.of(migrate.next(asked(true, Optional.empty()), world));

        Task task = asked.placed();
        assertThat(task.kind()).isEqualTo(TaskKind.RECEIVE);
        assertThat(asked.host()).isNotEqualTo("a");
        assertThat(task.consumes().ram()).isEqualTo(512);
        assertThat(task.detail()).contains(new TaskDetail.Receive("a", true, true, false));
        assertThat(asked.instance(MACHINE).workUnit()).contains(MOVE);
        assertThat(asked.instance(MACHINE).compute()).contains("a");
    }

    @Test
    void aNamedHostThatTakesNoMachinesIsRefused() {
        active("a");
        world.receiving("a", "b");

        Outcomes refused = Outcomes.of(migrate.next(asked(true, Optional.of("c")), world));

        assertThat(refused.done(MOVE).error().orElseThrow().detail()).contains("takes no machines from other hosts");
        assertThat(refused.paths()).doesNotContain(PATHS.instance(MACHINE));
    }

    @Test
    void whatCannotBeMovedIsRefusedWithTheReason() {
        refused(was -> was.powerState(PowerState.STOPPED), "does not run");
        refused(was -> was.powerState(PowerState.SUSPENDED), "memory lies on its host");
        refused(was -> was.status(Instance.Status.ERROR), "it is error");
        refused(
                was -> was.rescue(Optional.of(FakeWorld.instance("a", Instance.Status.ACTIVE, Optional.empty())
                        .boot())),
                "rescued");
        refused(was -> was.snapshots(List.of(Ids.derived("a snapshot"))), "its snapshots lie on a");
        world.silent("a", Duration.ofSeconds(1));
        refused(was -> was, "evacuate");
    }

    @Test
    void snapshotsGoWithTheMachineWhereHostsShareTheirStorage() {
        world.sharing("nfs", "a", "b", "c");
        put(was -> was.compute(Optional.of("a")).snapshots(List.of(Ids.derived("a snapshot"))));

        Outcomes asked = Outcomes.of(migrate.next(asked(true, Optional.empty()), world));

        assertThat(asked.placed().detail()).contains(new TaskDetail.Receive("a", true, false, false));
    }

    @Test
    void volumesGoWithTheMachineAndCountOnItsNewHost() {
        VolumeDisk disk = new VolumeDisk(Ids.derived("data"), 300, "", "vdc");
        put(was -> was.compute(Optional.of("a")).volumes(List.of(disk)));
        Outcomes asked = Outcomes.of(migrate.next(asked(true, Optional.empty()), world));
        assertThat(asked.placed().consumes().storage()).isEqualTo(1024 + 300);
        assertThat(asked.placed().machine().orElseThrow().volumes()).containsExactly(disk);

        OpenWork work = placed("b", 1);
        put(was -> was.compute(Optional.of("a")).volumes(List.of(disk)).workUnit(Optional.of(MOVE)));
        world.volumes.put(disk.id(), new Seen<>(FakeWorld.attached(disk, "a"), 7));
        world.added(task(TaskKind.RECEIVE, "b", true, true));
        world.added(FakeWorld.ended(task(TaskKind.SEND, "a", true, true), State.SUCCEEDED));
        Outcomes over = Outcomes.of(migrate.next(work, world));

        assertThat(over.act().ops())
                .as("in the transaction that gives the machine to the other host")
                .contains(Op.set(PATHS.volume(disk.id()), FakeWorld.attached(disk, "b"), 7));
    }

    @Test
    void aMachineWithSnapshotsGoesWhereTheyAreShared() {
        world.sharing("nfs", "a", "c");
        put(was -> was.compute(Optional.of("a")).snapshots(List.of(Ids.derived("a snapshot"))));

        Outcomes asked = Outcomes.of(migrate.next(asked(true, Optional.empty()), world));
        assertThat(asked.host()).isEqualTo("c");

        world.sharing("another", "c");
        Outcomes refused = Outcomes.of(migrate.next(asked(true, Optional.empty()), world));
        assertThat(refused.done(MOVE).error().orElseThrow().status()).isEqualTo(409);
        assertThat(refused.done(MOVE).error().orElseThrow().detail()).contains("do not share the storage nfs");
    }

    @Test
    void aMachineGoesOnlyWhereThePoolsOfItsVolumesAre() {
        VolumeDisk fast = new VolumeDisk(Ids.derived("data"), 300, "fast", "vdc");
        VolumeDisk plain = new VolumeDisk(Ids.derived("more"), 300, "", "vdd");
        put(was -> was.compute(Optional.of("a")).volumes(List.of(fast, plain)));
        world.sharing("nfs", "a", "b", "c")
                .pools("a", "fast", "slow")
                .pools("b", "slow")
                .pools("c", "slow", "fast");

        Outcomes asked = Outcomes.of(migrate.next(asked(true, Optional.empty()), world));
        assertThat(asked.host()).isEqualTo("c");

        for (Optional<String> compute : List.of(Optional.of("b"), Optional.<String>empty())) {
            world.pools("c", "slow");
            Outcomes refused = Outcomes.of(migrate.next(asked(true, compute), world));
            assertThat(refused.done(MOVE).error().orElseThrow().status()).isEqualTo(409);
            assertThat(refused.done(MOVE).error().orElseThrow().detail())
                    .contains("the storage pools that its volumes lie in (fast)");
        }
    }

    @Test
    void theSourceIsNotAskedBeforeTheTargetIsReady() {
        OpenWork work = placed("b", 1);
        world.added(task(TaskKind.RECEIVE, "b", true, false));

        assertThat(migrate.next(work, world)).isInstanceOf(Decision.Wait.class);
    }

    @Test
    void whenTheTargetIsReadyTheSourceSends() {
        OpenWork work = placed("b", 1);
        world.added(task(TaskKind.RECEIVE, "b", true, true));

        Outcomes sending = Outcomes.of(migrate.next(work, world));

        assertThat(sending.host()).isEqualTo("a");
        assertThat(sending.placed().detail())
                .contains(new TaskDetail.Send(
                        "b", "qemu+tcp://b/system", true, true, Optional.of(1_000L), Optional.empty()));
    }

    @Test
    void onlyWhenTheSourceHasSaidThatItIsGoneThereTheMachineIsTheTargets() {
        OpenWork work = placed("b", 1);
        SeenTask receive = world.added(task(TaskKind.RECEIVE, "b", true, true));
        SeenTask send = world.added(FakeWorld.ended(task(TaskKind.SEND, "a", true, true), State.SUCCEEDED));

        Outcomes over = Outcomes.of(migrate.next(FakeWorld.cancelled(work), world));

        assertThat(over.instance(MACHINE).compute()).contains("b");
        assertThat(over.instance(MACHINE).workUnit()).contains(MOVE);
        assertThat(over.takesBack(send)).isTrue();
        assertThat(over.takesBack(receive)).isFalse();
        assertThat(over.isDone(MOVE)).isFalse();
    }

    @Test
    void whenItRunsOnTheTargetTheWorkIsDone() {
        OpenWork work = placed("b", 1);
        put(was -> was.compute(Optional.of("b")).workUnit(Optional.of(MOVE)));
        SeenTask receive = world.added(FakeWorld.ended(task(TaskKind.RECEIVE, "b", true, true), State.SUCCEEDED));

        Outcomes done = Outcomes.of(migrate.next(work, world));

        assertThat(done.done(MOVE).state()).isEqualTo(WorkUnit.State.SUCCEEDED);
        assertThat(done.done(MOVE).result()).containsEntry("compute", "b");
        assertThat(done.takesBack(receive)).isTrue();
        assertThat(done.instance(MACHINE).workUnit()).isEmpty();
        assertThat(done.instance(MACHINE).status()).isEqualTo(Instance.Status.ACTIVE);
    }

    @Test
    void aTargetThatCannotLetItRunKeepsItWithTheFault() {
        OpenWork work = placed("b", 1);
        put(was -> was.compute(Optional.of("b")).workUnit(Optional.of(MOVE)));
        world.added(FakeWorld.ended(task(TaskKind.RECEIVE, "b", true, true), State.FAILED));

        Outcomes done = Outcomes.of(migrate.next(work, world));

        assertThat(done.done(MOVE).state()).isEqualTo(WorkUnit.State.FAILED);
        assertThat(done.instance(MACHINE).compute()).contains("b");
        assertThat(done.instance(MACHINE).status()).isEqualTo(Instance.Status.ERROR);
        assertThat(done.instance(MACHINE).fault().orElseThrow().detail()).contains("nowhere else", "the disk is full");
    }

    @Test
    void aTargetThatFailsBeforeAnythingIsSentIsReplacedUnlessItWasNamed() {
        OpenWork work = placed("b", 1);
        SeenTask failed = world.added(FakeWorld.ended(task(TaskKind.RECEIVE, "b", true, false), State.FAILED));

        Outcomes again = Outcomes.of(migrate.next(work, world));
        assertThat(again.host()).isEqualTo("c");
        assertThat(again.takesBack(failed)).isTrue();

        Outcomes given = Outcomes.of(migrate.next(named(work), world));
        unchanged(given, WorkUnit.State.FAILED);
    }

    @Test
    void aTargetThatFallsSilentBeforeAnythingIsSentIsReplacedAlsoPastItsGate() {
        OpenWork work = placed("b", 1);
        SeenTask receive = world.added(task(TaskKind.RECEIVE, "b", true, true));
        world.silent("b", Duration.ofSeconds(31));

        Outcomes again = Outcomes.of(migrate.next(work, world));

        assertThat(again.host()).isEqualTo("c");
        assertThat(again.takesBack(receive)).isTrue();
    }

    @Test
    void aSendThatFailsLeavesTheMachineAsItWas() {
        OpenWork work = placed("b", 1);
        SeenTask receive = world.added(task(TaskKind.RECEIVE, "b", true, true));
        SeenTask send = world.added(FakeWorld.ended(task(TaskKind.SEND, "a", true, true), State.FAILED));

        Outcomes undone = Outcomes.of(migrate.next(work, world));

        unchanged(undone, WorkUnit.State.FAILED);
        assertThat(undone.takesBack(receive)).isTrue();
        assertThat(undone.takesBack(send)).isTrue();
        assertThat(undone.done(MOVE).error().orElseThrow().detail()).contains("the disk is full");
    }

    @Test
    void aCancelBeforeTheSourceHasBegunTakesEverythingBack() {
        OpenWork work = FakeWorld.cancelled(placed("b", 1));
        SeenTask receive = world.added(task(TaskKind.RECEIVE, "b", true, true));
        unchanged(Outcomes.of(migrate.next(work, world)), WorkUnit.State.CANCELLED);

        SeenTask send = world.added(task(TaskKind.SEND, "a", false, false));
        Outcomes undone = Outcomes.of(migrate.next(work, world));

        unchanged(undone, WorkUnit.State.CANCELLED);
        assertThat(undone.takesBack(receive)).isTrue();
        assertThat(undone.takesBack(send)).isTrue();
    }

    @Test
    void aCancelWhileTheSourceSendsIsItsToDecide() {
        OpenWork work = FakeWorld.cancelled(placed("b", 1));
        world.added(task(TaskKind.RECEIVE, "b", true, true));
        SeenTask send = world.added(task(TaskKind.SEND, "a", true, true));

        Outcomes asked = Outcomes.of(migrate.next(work, world));
        assertThat(asked.host()).isEqualTo("a");
        assertThat(asked.placed().detail())
                .contains(new TaskDetail.Cancel(send.task().id()));

        world.added(task(TaskKind.CANCEL, "a", true, false));
        assertThat(migrate.next(work, world)).isInstanceOf(Decision.Wait.class);

        world.tasks.remove(send);
        world.added(FakeWorld.ended(send, State.CANCELLED));
        unchanged(Outcomes.of(migrate.next(work, world)), WorkUnit.State.CANCELLED);
    }

    @Test
    void aSourceThatFallsSilentWhileItSendsLeavesTheTargetWaiting() {
        OpenWork work = placed("b", 1);
        SeenTask receive = world.added(task(TaskKind.RECEIVE, "b", true, true));
        SeenTask send = world.added(task(TaskKind.SEND, "a", true, true));
        world.silent("a", Duration.ofSeconds(31));
        assertThat(migrate.next(work, world)).isInstanceOf(Decision.Wait.class);

        world.now = START.plusSeconds(601);
        Outcomes doubt = Outcomes.of(migrate.next(work, world));

        assertThat(doubt.done(MOVE).state()).isEqualTo(WorkUnit.State.FAILED);
        assertThat(doubt.instance(MACHINE).compute()).contains("a");
        assertThat(doubt.instance(MACHINE).status()).isEqualTo(Instance.Status.ERROR);
        assertThat(doubt.instance(MACHINE).fault().orElseThrow().detail()).contains("stays paused");
        assertThat(doubt.takesBack(receive)).isFalse();
        assertThat(doubt.takesBack(send)).isFalse();
    }

    @Test
    void aSourceThatReturnsAfterTheWorkHasEndedFinishesIt() {
        put(was -> was.compute(Optional.of("a")).status(Instance.Status.ERROR));
        SeenTask receive = world.added(task(TaskKind.RECEIVE, "b", true, true));
        SeenTask sent = world.added(FakeWorld.ended(task(TaskKind.SEND, "a", true, true), State.SUCCEEDED));

        Outcomes over = Outcomes.of(new Afterwards(PATHS).next(MOVE, false, world));
        assertThat(over.instance(MACHINE).compute()).contains("b");
        assertThat(over.takesBack(sent)).isTrue();
        assertThat(over.takesBack(receive)).isFalse();

        world.tasks.clear();
        put(was -> was.compute(Optional.of("b")).status(Instance.Status.ERROR));
        world.added(FakeWorld.ended(receive, State.SUCCEEDED));
        Outcomes taken = Outcomes.of(new Afterwards(PATHS).next(MOVE, false, world));
        assertThat(taken.instance(MACHINE).status()).isEqualTo(Instance.Status.ACTIVE);
    }

    @Test
    void aSourceThatReturnsWithTheMachineAfterTheWorkHasEndedKeepsIt() {
        put(was -> was.compute(Optional.of("a")).status(Instance.Status.ERROR));
        SeenTask receive = world.added(task(TaskKind.RECEIVE, "b", true, true));
        world.added(FakeWorld.ended(task(TaskKind.SEND, "a", true, true), State.FAILED));

        Outcomes kept = Outcomes.of(new Afterwards(PATHS).next(MOVE, false, world));

        assertThat(kept.instance(MACHINE).compute()).contains("a");
        assertThat(kept.instance(MACHINE).status()).isEqualTo(Instance.Status.ACTIVE);
        assertThat(kept.takesBack(receive)).isTrue();
    }

    // --- the world

    private void refused(UnaryOperator<InstanceBuilder> machine, String why) {
        put(was -> machine.apply(was.compute(Optional.of("a"))));
        Outcomes refused = Outcomes.of(migrate.next(asked(true, Optional.empty()), world));
        assertThat(refused.done(MOVE).error().orElseThrow().detail()
                        + refused.done(MOVE).error().orElseThrow().hint())
                .contains(why);
        assertThat(refused.paths()).doesNotContain(PATHS.instance(MACHINE));
    }

    private void unchanged(Outcomes outcome, WorkUnit.State state) {
        assertThat(outcome.done(MOVE).state()).isEqualTo(state);
        assertThat(outcome.instance(MACHINE).compute()).contains("a");
        assertThat(outcome.instance(MACHINE).status()).isEqualTo(Instance.Status.ACTIVE);
        assertThat(outcome.instance(MACHINE).workUnit()).isEmpty();
    }

    private void active(String host) {
        put(was -> was.compute(Optional.of(host)));
    }

    private void put(UnaryOperator<InstanceBuilder> how) {
        Instance running = FakeWorld.instance("a", Instance.Status.ACTIVE, Optional.empty());
        world.instances.put(MACHINE, new Seen<>(how.apply(running.change()).build(), 5));
    }

    private static OpenWork asked(boolean live, Optional<String> compute) {
        return FakeWorld.asked(
                MOVE,
                new Migrate(live, compute, Optional.of(1_000L), Optional.empty()),
                new Target("instance", MACHINE, "web-1"));
    }

    /** A target was asked. */
    private OpenWork placed(String host, int attempt) {
        put(was -> was.compute(Optional.of("a")).workUnit(Optional.of(MOVE)));
        WorkUnit unit = asked(true, Optional.empty())
                .unit()
                .change()
                .running(START)
                .attempts(attempt)
                .placement(Optional.of(new WorkUnit.Placement(host, Machines.taskId(MOVE, attempt, TaskKind.RECEIVE))))
                .steps(List.of(), Steps.ofMove(true, true))
                .build();
        return new OpenWork(unit, true, 4, false);
    }

    private static OpenWork named(OpenWork work) {
        WorkUnit named = asked(true, work.unit().placement().map(WorkUnit.Placement::compute))
                .unit();
        WorkUnit unit = named.change()
                .running(START)
                .attempts(work.unit().attempts())
                .placement(work.unit().placement())
                .build();
        return new OpenWork(unit, true, 4, false);
    }

    private SeenTask task(TaskKind kind, String host, boolean taken, boolean starting) {
        return world.task(MOVE, kind, host, 1, taken, starting);
    }
}
