package io.quark.orc.workflow;

import static io.quark.orc.workflow.FakeWorld.BUILD;
import static io.quark.orc.workflow.FakeWorld.MACHINE;
import static io.quark.orc.workflow.FakeWorld.PATHS;
import static io.quark.orc.workflow.FakeWorld.RULES;
import static io.quark.orc.workflow.FakeWorld.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.Resize;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.Target;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkUnit;
import io.quark.orc.cluster.ManagedRecord;
import io.quark.orc.cluster.SeenTask;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A machine of 512 MiB on host {@code a} that is to have 2,048, for which only other hosts have room. */
class ResizeElsewhereTest {

    private static final String RESIZE = Ids.inShard(Ids.derived("a resize"), PATHS.shardOf(BUILD), 16);

    private final FakeWorld world = new FakeWorld().receiving("a", "b", "c");
    private final Workflow resize = new ChangeWorkflow(RULES, PATHS);

    @Test
    void aHostWithRoomForTheNewShapeIsAskedToTakeTheMachine() {
        on("a", PowerState.RUNNING);
        full("a");

        Outcomes asked = Outcomes.of(resize.next(asked(true), world));

        Task task = asked.placed();
        assertThat(asked.host()).isNotEqualTo("a");
        assertThat(task.kind()).isEqualTo(TaskKind.RECEIVE);
        assertThat(task.consumes()).isEqualTo(new Resources(2048, 1, 1024, 0));
        assertThat(task.machine().orElseThrow().ram()).as("while it moves").isEqualTo(512);
        assertThat(task.detail()).contains(new TaskDetail.Receive("a", true, true, false));
        assertThat(asked.instance(MACHINE).compute()).contains("a");
        assertThat(asked.instance(MACHINE).workUnit()).contains(RESIZE);
    }

    @Test
    void aMachineThatDoesNotRunIsMovedCold() {
        on("a", PowerState.STOPPED);
        full("a");

        assertThat(Outcomes.of(resize.next(asked(true), world)).placed().detail())
                .contains(new TaskDetail.Receive("a", false, true, false));
    }

    @Test
    void aMachineThatMayNotMoveOrNeedNotIsResizedWhereItIsOrNotAtAll() {
        on("a", PowerState.RUNNING);
        assertThat(Outcomes.of(resize.next(asked(true), world)).placed().kind()).isEqualTo(TaskKind.RESIZE);

        full("a");
        Outcomes refused = Outcomes.of(resize.next(asked(false), world));
        assertThat(refused.done(RESIZE).error().orElseThrow().hint().orElseThrow())
                .contains("ask for it with move");
        assertThat(refused.paths()).doesNotContain(PATHS.instance(MACHINE));
    }

    @Test
    void whereNoOtherHostHasRoomEitherNothingIsDone() {
        on("a", PowerState.RUNNING);
        full("a");
        world.receiving("a").only("a");

        Outcomes refused = Outcomes.of(resize.next(asked(true), world));

        Problem why = refused.done(RESIZE).error().orElseThrow();
        assertThat(why.type()).endsWith("no-capacity");
        assertThat(why.detail()).startsWith("a lacks ram").contains("no other host can take it");
        assertThat(refused.paths()).doesNotContain(PATHS.instance(MACHINE));
    }

    @Test
    void whenTheMachineLivesThereItIsResizedThere() {
        OpenWork work = moving("b");
        SeenTask received = world.added(FakeWorld.ended(receive("b"), State.SUCCEEDED));

        Outcomes arrived = Outcomes.of(resize.next(work, world));

        Task task = arrived.placed();
        assertThat(arrived.host()).isEqualTo("b");
        assertThat(task.kind()).isEqualTo(TaskKind.RESIZE);
        assertThat(task.consumes()).isEqualTo(new Resources(1536, 0, 0, 0));
        assertThat(task.machine().orElseThrow().ram()).isEqualTo(2048);
        assertThat(arrived.takesBack(received)).isTrue();
        assertThat(arrived.instance(MACHINE).workUnit()).contains(RESIZE);
        assertThat(arrived.active(RESIZE).stepsCompleted())
                .extracting(WorkUnit.Step::name)
                .contains("define");
        assertThat(arrived.active(RESIZE).placement().orElseThrow().task()).isEqualTo(task.id());
    }

    @Test
    void aHostThatIsFullWhenTheMachineArrivesKeepsItAsItWas() {
        OpenWork work = moving("b");
        world.added(FakeWorld.ended(receive("b"), State.SUCCEEDED));
        full("b");

        Outcomes only = Outcomes.of(resize.next(work, world));

        assertThat(only.done(RESIZE).state()).isEqualTo(WorkUnit.State.FAILED);
        assertThat(only.done(RESIZE).error().orElseThrow().detail()).contains("moved to b", "otherwise as it was");
        released(only, "b");
    }

    @Test
    void aCancelWhenTheMachineHasArrivedLeavesItThereAsItWas() {
        OpenWork work = FakeWorld.cancelled(moving("b"));
        world.added(FakeWorld.ended(receive("b"), State.SUCCEEDED));

        Outcomes cancelled = Outcomes.of(resize.next(work, world));

        assertThat(cancelled.done(RESIZE).state()).isEqualTo(WorkUnit.State.CANCELLED);
        released(cancelled, "b");
    }

    @Test
    void aMoveThatFailsLeavesTheMachineWhereAndAsItWas() {
        OpenWork work = moving("a");
        world.added(receive("b"));
        world.added(FakeWorld.ended(world.task(RESIZE, TaskKind.SEND, "a", 1, true, true), State.FAILED));

        Outcomes undone = Outcomes.of(resize.next(work, world));

        assertThat(undone.done(RESIZE).state()).isEqualTo(WorkUnit.State.FAILED);
        released(undone, "a");
    }

    @Test
    void aTargetThatFailsIsReplacedByOneThatHasTheRoomToo() {
        OpenWork work = moving("a");
        world.added(FakeWorld.ended(world.task(RESIZE, TaskKind.RECEIVE, "b", 1, true, false), State.FAILED));

        Outcomes again = Outcomes.of(resize.next(work, world));

        assertThat(again.host()).isEqualTo("c");
        assertThat(again.placed().consumes().ram()).isEqualTo(2048);
    }

    @Test
    void whatIsResizedThereEndsAsAnyResize() {
        OpenWork work = moving("b");
        world.added(FakeWorld.ended(receive("b"), State.SUCCEEDED));
        Outcomes arrived = Outcomes.of(resize.next(work, world));
        world.tasks.clear();
        SeenTask resized =
                world.added(FakeWorld.ended(world.task(RESIZE, TaskKind.RESIZE, "b", 1, true, true), State.SUCCEEDED));
        world.whole.put(resized.task().id(), arrived.placed());

        Outcomes done = Outcomes.of(resize.next(new OpenWork(arrived.active(RESIZE), true, 5, false), world));

        assertThat(done.done(RESIZE).state()).isEqualTo(WorkUnit.State.SUCCEEDED);
        assertThat(done.instance(MACHINE).spec().ram()).isEqualTo(2048);
        assertThat(done.instance(MACHINE).compute()).contains("b");
    }

    private static void released(Outcomes outcome, String host) {
        Instance instance = outcome.instance(MACHINE);
        assertThat(instance.compute()).contains(host);
        assertThat(instance.workUnit()).isEmpty();
        assertThat(instance.status()).isEqualTo(Instance.Status.ACTIVE);
        assertThat(instance.spec().ram()).isEqualTo(512);
    }

    private void on(String host, PowerState power) {
        Instance instance = FakeWorld.instance(host, Instance.Status.ACTIVE, Optional.empty())
                .change()
                .powerState(power)
                .build();
        world.instances.put(MACHINE, new Seen<>(instance, 5));
        MachineStatus is = power == PowerState.RUNNING ? MachineStatus.RUNNING : MachineStatus.STOPPED;
        world.machines.put(
                host + "/" + MACHINE, new ManagedRecord(instance.spec().consumes(), is, Optional.empty(), power));
    }

    private void full(String host) {
        world.lacking.put(host, host + " lacks ram (largest free 3 MiB)");
    }

    private static OpenWork asked(boolean move) {
        Resize request = new Resize(
                Optional.of(2048L), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true, move);
        return FakeWorld.asked(RESIZE, request, new Target("instance", MACHINE, "web-1"));
    }

    /** On its way to {@code b}; its record places it on that host. */
    private OpenWork moving(String host) {
        on(host, PowerState.RUNNING);
        Seen<Instance> seen = world.instances.get(MACHINE);
        world.instances.put(
                MACHINE,
                new Seen<>(seen.value().change().workUnit(Optional.of(RESIZE)).build(), 6));
        WorkUnit unit = asked(true)
                .unit()
                .change()
                .running(START)
                .attempts(1)
                .placement(Optional.of(new WorkUnit.Placement("b", Machines.taskId(RESIZE, 1, TaskKind.RECEIVE))))
                .steps(List.of(), Steps.ofMove(true, true))
                .build();
        return new OpenWork(unit, true, 4, false);
    }

    private SeenTask receive(String host) {
        return world.task(RESIZE, TaskKind.RECEIVE, host, 1, true, true);
    }
}
