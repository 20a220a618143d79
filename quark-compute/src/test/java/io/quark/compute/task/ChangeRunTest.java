package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.StepRecord;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Op;
import io.quark.compute.testing.Machines;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeRunTest {

    private TaskBed bed;
    private ScriptedChange change;
    private Machine machine;

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void endOfTheTaskAndWhatItConsumesAreOneTransaction() {
        Resources doubled = new Resources(512, 2, 0, 0);
        hostWith(plan -> new ChangePlan(
                plan.steps(),
                Optional.of("two"),
                Optional.empty(),
                Set.of(),
                false,
                () -> List.of(
                        new ManagedChange(machine.instance(), before -> before.map(managed -> with(managed, doubled)))),
                List::of,
                () -> Map.of("size", "2")));

        Task task = resize();
        bed.awaitEnd(task, State.SUCCEEDED);

        assertThat(change.done).containsExactly("one", "two", "three");
        assertThat(ended(task).starting()).isTrue();
        assertThat(ended(task).consumes()).isEqualTo(Resources.NONE);
        assertThat(end(task).result()).containsExactly(Map.entry("size", "2"));
        assertThat(ended(task).stepsCompleted()).containsOnlyKeys("one", "two", "three");
        assertThat(bed.managed(machine.instance()).orElseThrow().consumes()).isEqualTo(doubled);
        long writtenAt = bed.tree
                .node(bed.paths.managed(TaskBed.HOST, machine.instance()))
                .orElseThrow()
                .modifiedZxid();
        assertThat(bed.tree
                        .node(bed.paths.activeTask(TaskBed.HOST, task.id()))
                        .orElseThrow()
                        .modifiedZxid())
                .isEqualTo(writtenAt);
    }

    @Test
    void failureBeforeTheGateIsUndoneAndEverythingIsAsBefore() {
        hostWith(plan -> plan.gateBefore("three"));
        change.failing.add("two");

        Task task = resize();
        bed.awaitEnd(task, State.FAILED);

        assertThat(change.done).containsExactly("one", "undo two", "undo one");
        assertThat(end(task).result()).containsEntry("undone", "true");
        assertThat(ended(task).starting()).isFalse();
        assertThat(end(task).problem().map(Problem::type)).contains("resize-failed");
        assertThat(end(task).problem().map(Problem::detail).orElseThrow())
                .contains("two was told to fail", TaskBed.HOST);
    }

    @Test
    void whatDoesNotFitTheMachineIsAConflictAndNoFaultOfTheHost() {
        hostWith(plan -> plan);
        change.fits = false;

        Task task = resize();
        bed.awaitEnd(task, State.FAILED);

        Problem why = end(task).problem().orElseThrow();
        assertThat(why.status()).isEqualTo(409);
        assertThat(why.type()).contains("invalid-state");
        assertThat(why.detail()).contains("stays as it is", "the machine does not fit");
    }

    @Test
    void failurePastTheGateSaysThatThingsAreNotAsBefore() {
        hostWith(plan -> plan.gateBefore("two"));
        change.failing.add("three");

        Task task = resize();
        bed.awaitEnd(task, State.FAILED);

        assertThat(change.done).containsExactly("one", "two", "undo three", "undo two", "undo one");
        assertThat(end(task).result()).containsEntry("undone", "false");
    }

    @Test
    void failurePastTheGateOfWhatCanBeTakenBackSaysThatItWas() {
        hostWith(plan -> plan.gateBefore("two").reversibleToTheEnd());
        change.failing.add("three");

        Task task = resize();
        bed.awaitEnd(task, State.FAILED);

        assertThat(end(task).result()).containsEntry("undone", "true");
    }

    @Test
    void whatCannotBeUndoneIsSaidAndTheRestIsUndone() {
        hostWith(plan -> plan.reversibleToTheEnd());
        change.failing.addAll(List.of("three", "undo two"));

        Task task = resize();
        bed.awaitEnd(task, State.FAILED);

        assertThat(change.done).endsWith("undo three", "undo one");
        assertThat(end(task).result()).containsEntry("undone", "false");
        assertThat(end(task).problem().map(Problem::detail).orElseThrow())
                .contains("three was told to fail", "undo two was told to fail");
    }

    @Test
    void changeOfWhatIsNotHereFails() {
        hostWith(plan -> plan);

        Task task = bed.place(TaskKind.RESIZE, Ids.fresh(), Optional.empty(), Optional.empty());
        bed.awaitEnd(task, State.FAILED);

        assertThat(end(task).problem().map(Problem::type)).contains("not-here");
        assertThat(change.done).isEmpty();
    }

    @Test
    void changeThatCannotBePlannedFailsAndHasTouchedNothing() {
        hostWith(plan -> plan);
        change.failing.add("plan");

        Task task = resize();
        bed.awaitEnd(task, State.FAILED);

        assertThat(end(task).problem().map(Problem::detail).orElseThrow()).contains("plan was told to fail");
        assertThat(end(task).result()).containsEntry("undone", "true");
        assertThat(change.done).isEmpty();
    }

    @Test
    void cancelBeforeTheGateEndsTheTaskAsCancelledAndUndone() {
        hostWith(plan -> plan.gateBefore("three"));
        change.held.put("two", new CompletableFuture<>());
        Task task = resize();
        await().until(() -> change.done.contains("two"));

        Task cancel = cancel(task);
        bed.awaitEnd(cancel, State.SUCCEEDED);
        bed.awaitEnd(task, State.CANCELLED);

        assertThat(end(cancel).result()).containsEntry("found", "true");
        assertThat(change.done).containsExactly("one", "two", "undo two", "undo one");
    }

    @Test
    void cancelPastTheGateChangesNothing() {
        hostWith(plan -> plan.gateBefore("two"));
        CompletableFuture<Void> hold = new CompletableFuture<>();
        change.held.put("two", hold);
        Task task = resize();
        await().until(() -> change.done.contains("two"));

        bed.awaitEnd(cancel(task), State.SUCCEEDED);
        hold.complete(null);

        bed.awaitEnd(task, State.SUCCEEDED);
    }

    @Test
    void decisiveStepCanBeCancelledPastTheGate() {
        hostWith(plan -> plan.gateBefore("two").decidedBy("two"));
        change.held.put("two", new CompletableFuture<>());
        Task task = resize();
        await().until(() -> change.done.contains("two"));

        bed.awaitEnd(cancel(task), State.SUCCEEDED);

        bed.awaitEnd(task, State.CANCELLED);
        assertThat(change.done).containsExactly("one", "two", "undo two", "undo one");
    }

    @Test
    void decisiveStepThatIsDoneAllTheSameIsFollowedByTheRest() {
        hostWith(plan -> plan.gateBefore("two").decidedBy("two"));
        change.obedient = false;
        CompletableFuture<Void> hold = new CompletableFuture<>();
        change.held.put("two", hold);
        Task task = resize();
        await().until(() -> change.done.contains("two"));

        bed.awaitEnd(cancel(task), State.SUCCEEDED);
        hold.complete(null);

        bed.awaitEnd(task, State.SUCCEEDED);
        assertThat(change.done).containsExactly("one", "two", "three");
    }

    @Test
    void cancelOfATaskThatIsNotUnderWayFindsNothing() {
        hostWith(plan -> plan);

        Task cancel = bed.place(
                TaskKind.CANCEL, machine.instance(), Optional.empty(), Optional.of(new TaskDetail.Cancel(Ids.fresh())));
        bed.awaitEnd(cancel, State.SUCCEEDED);

        assertThat(end(cancel).result()).containsEntry("found", "false");
    }

    @Test
    void deleteOvertakesAChangeThatHasNotPassedItsGate() {
        hostWith(plan -> plan.gateBefore("three"));
        change.held.put("two", new CompletableFuture<>());
        Task task = resize();
        await().until(() -> change.done.contains("two"));

        Task delete = bed.placeDelete(machine.instance());
        bed.awaitEnd(delete, State.SUCCEEDED);

        bed.awaitEnd(task, State.CANCELLED);
        assertThat(bed.managed(machine.instance())).isEmpty();
    }

    @Test
    void withdrawnChangeIsUndoneAndSaysNothing() {
        hostWith(plan -> plan.gateBefore("three"));
        change.held.put("two", new CompletableFuture<>());
        Task task = resize();
        await().until(() -> change.done.contains("two"));
        await().until(() -> bed.onLoop(() -> {
            bed.board.callOffWithdrawn(); // it has been seen
            return true;
        }));

        bed.tree.commit(Op.delete(bed.paths.activeTask(TaskBed.HOST, task.id()), Op.ANY_VERSION));
        await().until(() -> {
            bed.onLoop(() -> {
                bed.board.callOffWithdrawn();
                return true;
            });
            return change.done.contains("undo one");
        });

        await().until(() -> bed.onLoop(() -> !bed.board.has(task.id())));
        assertThat(bed.active(task)).isEmpty();
    }

    @Test
    void resumedChangeBeginsAnewButForWhatIsDoneOnce() {
        hostWith(plan -> plan.once("one"));
        Task task = earlierLife(Map.of("one", done(), "two", done()), false);

        resume();
        bed.awaitEnd(task, State.SUCCEEDED);

        assertThat(change.done).containsExactly("two", "three");
        assertThat(ended(task).stepsCompleted()).containsOnlyKeys("one", "two", "three");
    }

    @Test
    void whatIsDoneOnceIsWrittenDownBeforeTheNextStepBegins() {
        hostWith(plan -> plan.once("one"));
        change.held.put("two", new CompletableFuture<>());

        Task task = resize();
        await().until(() -> change.done.contains("two"));

        assertThat(bed.active(task).orElseThrow().stepsCompleted()).containsKey("one");
        change.held.get("two").complete(null);
        bed.awaitEnd(task, State.SUCCEEDED);
    }

    @Test
    void resumedChangeThatFailsUndoesAlsoWhatTheEarlierLifeMayHaveBegun() {
        hostWith(plan -> plan.gateBefore("three"));
        change.failing.add("one");
        Task task = earlierLife(Map.of(), false);

        resume();
        bed.awaitEnd(task, State.FAILED);

        // The gate does not stand: "three" was certainly not begun.
        assertThat(change.done).containsExactly("undo two", "undo one");
    }

    @Test
    void resumedChangePastItsGateThatFailsUndoesAllThereIs() {
        hostWith(plan -> plan.gateBefore("three"));
        change.failing.add("one");
        Task task = earlierLife(Map.of(), true);

        resume();
        bed.awaitEnd(task, State.FAILED);

        assertThat(change.done).containsExactly("undo three", "undo two", "undo one");
        assertThat(end(task).result()).containsEntry("undone", "false");
    }

    @Test
    void shareOfAStepIsToldWhileItIsUnderWay() {
        CompletableFuture<Void> hold = new CompletableFuture<>();
        ScriptedChange inner = new ScriptedChange(plan -> plan);
        inner.held.put("one", hold);
        HostChange telling = new HostChange() {
            @Override
            public Needs needs() {
                return Needs.HERE;
            }

            @Override
            public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
                order.progress().accept(0.42);
                return inner.plan(order);
            }
        };
        host(telling);
        change = inner;

        Task task = resize();

        await().until(() ->
                bed.active(task).filter(now -> now.progress() == 0.42).isPresent());
        hold.complete(null);
        bed.awaitEnd(task, State.SUCCEEDED);
        assertThat(ended(task).progress()).isZero();
    }

    private static StepRecord done() {
        return new StepRecord(Instant.EPOCH, 1);
    }

    private static Managed with(Managed managed, Resources consumes) {
        return new Managed(
                managed.kind(),
                managed.name(),
                managed.birthedOn(),
                consumes,
                MachineStatus.RUNNING,
                managed.task(),
                Optional.empty(),
                PowerState.RUNNING,
                managed.restart());
    }

    private void hostWith(UnaryOperator<ChangePlan> plan) {
        if (bed != null) {
            bed.close();
        }
        change = new ScriptedChange(plan);
        host(change);
    }

    private void host(HostChange what) {
        bed = new TaskBed(4, UnaryOperator.identity(), new HostChanges(Map.of(TaskKind.RESIZE, what)));
        machine = Machines.small(Ids.fresh());
        Task build = bed.placeBuild(machine);
        bed.awaitEnd(build, State.SUCCEEDED);
    }

    private Task resize() {
        return bed.place(TaskKind.RESIZE, machine.instance(), Optional.of(machine), Optional.empty());
    }

    private Task cancel(Task task) {
        return bed.place(
                TaskKind.CANCEL, task.instance(), Optional.empty(), Optional.of(new TaskDetail.Cancel(task.id())));
    }

    /** A task that an earlier life of the daemon took and did not end. */
    private Task earlierLife(Map<String, StepRecord> completed, boolean pastTheGate) {
        Task placed = Task.placed(
                Ids.fresh(),
                TaskKind.RESIZE,
                Ids.fresh(),
                machine.instance(),
                0,
                1,
                1,
                Resources.NONE,
                Optional.of(machine));
        Task begun = placed.birthed(Instant.EPOCH, List.of()).progressed(completed, List.of());
        return bed.taken(pastTheGate ? begun.pastTheGate() : begun);
    }

    private void resume() {
        bed.onLoop(() -> {
            bed.board.resume();
            return true;
        });
    }

    private Task ended(Task task) {
        return bed.active(task).orElseThrow();
    }

    private TaskEnd end(Task task) {
        return ended(task).end().orElseThrow();
    }
}
