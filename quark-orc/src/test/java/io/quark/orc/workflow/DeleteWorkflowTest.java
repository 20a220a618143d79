package io.quark.orc.workflow;

import static io.quark.orc.workflow.FakeWorld.BUILD;
import static io.quark.orc.workflow.FakeWorld.MACHINE;
import static io.quark.orc.workflow.FakeWorld.PATHS;
import static io.quark.orc.workflow.FakeWorld.RULES;
import static io.quark.orc.workflow.FakeWorld.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.Problem;
import io.quark.common.model.Target;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkRequest.DeleteInstance;
import io.quark.common.model.WorkUnit;
import io.quark.orc.cluster.SeenTask;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeleteWorkflowTest {

    private static final String DELETE = Ids.inShard(Ids.derived("a delete"), PATHS.shardOf(BUILD), 16);

    private final FakeWorld world = new FakeWorld();
    private final Workflow delete = new DeleteWorkflow(RULES, PATHS);
    private final OpenWork asked =
            FakeWorld.asked(DELETE, new DeleteInstance(), new Target("instance", MACHINE, "web-1"));

    @Test
    void aDeleteTaskIsPlacedOnTheHostOfTheMachine() {
        active("a");

        Outcomes placed = Outcomes.of(delete.next(asked, world));

        assertThat(placed.host()).isEqualTo("a");
        assertThat(placed.placed().kind()).isEqualTo(TaskKind.DELETE);
        assertThat(placed.instance(MACHINE).status()).isEqualTo(Instance.Status.DELETING);
        assertThat(placed.instance(MACHINE).workUnit()).contains(DELETE);
        assertThat(placed.active(DELETE).placement().orElseThrow().compute()).isEqualTo("a");
    }

    @Test
    void whenTheTaskHasEndedEverythingGoes() {
        OpenWork work = placed("a", 1);
        SeenTask task = world.added(FakeWorld.ended(task("a", 1, true), State.SUCCEEDED));

        Outcomes gone = Outcomes.of(delete.next(work, world));

        assertThat(gone.takesBack(task)).isTrue();
        assertThat(gone.releases()).isTrue();
        assertThat(gone.done(DELETE).state()).isEqualTo(WorkUnit.State.SUCCEEDED);
    }

    @Test
    void aFailedTaskIsTriedAgainThreeTimesInAll() {
        OpenWork first = placed("a", 1);
        world.added(FakeWorld.ended(task("a", 1, true), State.FAILED));
        assertThat(Outcomes.of(delete.next(first, world)).placed().attempt()).isEqualTo(2);

        world.tasks.clear();
        OpenWork third = placed("a", 3);
        world.added(FakeWorld.ended(task("a", 3, true), State.FAILED));
        Outcomes failed = Outcomes.of(delete.next(third, world));

        assertThat(failed.done(DELETE).error()).map(Problem::type).contains("disk-full");
        assertThat(failed.instance(MACHINE).status()).isEqualTo(Instance.Status.ERROR);
        assertThat(failed.releases()).isFalse();
    }

    @Test
    void aMachineUnderConstructionHasItsBuildCancelledFirst() {
        OpenWork build = world.placedOn("a", 1);
        world.open.put(BUILD, build);

        Outcomes cancelling = Outcomes.of(delete.next(asked, world));

        assertThat(cancelling.paths()).contains(PATHS.cancel(BUILD));
        assertThat(cancelling.active(DELETE).stepsLeft()).containsExactly("cancel_build", "delete");

        world.open.put(BUILD, FakeWorld.cancelled(build));
        OpenWork waiting = new OpenWork(cancelling.active(DELETE), true, 0, false);
        assertThat(delete.next(waiting, world)).isEqualTo(Decision.WAIT);

        world.open.clear();
        world.instances.clear();
        assertThat(Outcomes.of(delete.next(waiting, world)).done(DELETE).state())
                .isEqualTo(WorkUnit.State.SUCCEEDED);
    }

    @Test
    void aBuildThatWasNotEvenBegunIsCancelledToo() {
        world.open.put(BUILD, FakeWorld.newBuild());

        assertThat(Outcomes.of(delete.next(asked, world)).paths()).contains(PATHS.cancel(BUILD));
    }

    @Test
    void aMachineThatIsGoneIsDeleted() {
        assertThat(Outcomes.of(delete.next(asked, world)).done(DELETE).state()).isEqualTo(WorkUnit.State.SUCCEEDED);
    }

    @Test
    void whoHoldsTheMachineIsWaitedFor() {
        String other = Ids.inShard(Ids.derived("another delete"), PATHS.shardOf(BUILD), 16);
        hold("a", other);
        world.open.put(
                other, FakeWorld.asked(other, new DeleteInstance(), asked.unit().target()));

        assertThat(delete.next(asked, world)).isEqualTo(Decision.WAIT);
    }

    @Test
    void aMachineOnNoHostGoesAtOnce() {
        active("forgotten");

        assertThat(Outcomes.of(delete.next(asked, world)).releases()).isTrue();
    }

    @Test
    void aSilentHostIsWaitedForUntilTheDeadlineAndThenNothingIsGivenUp() {
        OpenWork work = placed("a", 1);
        SeenTask task = world.added(task("a", 1, false));
        world.silent("a", Duration.ofSeconds(31));
        assertThat(delete.next(work, world)).isEqualTo(Decision.Wait.until(START.plusSeconds(600)));

        world.now = START.plusSeconds(600);
        Outcomes failed = Outcomes.of(delete.next(work, world));

        assertThat(failed.done(DELETE).error()).map(Problem::type).contains("host-silent");
        assertThat(failed.takesBack(task)).isTrue();
        assertThat(failed.releases()).isFalse();
        assertThat(failed.instance(MACHINE).workUnit()).isEmpty();
    }

    @Test
    void aCancelBeforeItIsBegunKeepsTheMachine() {
        active("a");

        Outcomes cancelled = Outcomes.of(delete.next(FakeWorld.cancelled(asked), world));

        assertThat(cancelled.done(DELETE).state()).isEqualTo(WorkUnit.State.CANCELLED);
        assertThat(cancelled.paths()).doesNotContain(PATHS.instance(MACHINE));
    }

    private void active(String host) {
        world.instances.put(MACHINE, new Seen<>(FakeWorld.instance(host, Instance.Status.ACTIVE, Optional.empty()), 8));
    }

    private void hold(String host, String workUnit) {
        world.instances.put(
                MACHINE, new Seen<>(FakeWorld.instance(host, Instance.Status.DELETING, Optional.of(workUnit)), 8));
    }

    private OpenWork placed(String host, int attempt) {
        hold(host, DELETE);
        WorkUnit unit = asked.unit()
                .change()
                .running(START)
                .attempts(attempt)
                .placement(Optional.of(new WorkUnit.Placement(host, Machines.taskId(DELETE, attempt, TaskKind.DELETE))))
                .build();
        return new OpenWork(unit, true, 1, false);
    }

    private SeenTask task(String host, int attempt, boolean taken) {
        return world.task(DELETE, TaskKind.DELETE, host, attempt, taken, false);
    }
}
