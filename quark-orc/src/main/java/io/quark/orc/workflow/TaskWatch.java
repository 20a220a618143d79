package io.quark.orc.workflow;

import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.orc.cluster.Reservation;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.workflow.Decision.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Follows the one task of a work unit to its end, through cancels and the silence of its host. A cancel withdraws a task that is not taken; for one that
 * is, the host is asked to stop it, and whatever the task comes to then counts.
 */
final class TaskWatch {

    private final Rules rules;
    private final Moves moves;
    private final Machines machines;

    TaskWatch(Rules rules, Moves moves, Machines machines) {
        this.rules = rules;
        this.moves = moves;
        this.machines = machines;
    }

    TaskOutcome look(OpenWork work, WorkUnit.Placement placed, World world) {
        List<SeenTask> tasks = world.tasksOf(work.id());
        Optional<SeenTask> found = tasks.stream()
                .filter(task -> task.task().id().equals(placed.task()))
                .findFirst();
        Optional<SeenTask> cancel = tasks.stream()
                .filter(task -> task.task().kind() == TaskKind.CANCEL)
                .findFirst();
        if (found.isEmpty()) {
            return new TaskOutcome.Unsure(found, Problems.taskLost(placed.compute()), gone(cancel));
        }
        SeenTask task = found.get();
        Optional<TaskEnd> end = task.task().end();
        if (end.isPresent()) {
            return ended(task, end.get(), cancel);
        }
        HostSilence silence = new HostSilence(rules, world, task.host());
        return task.taken() ? underWay(work, task, cancel, silence, world) : waiting(work, task, cancel, silence);
    }

    private static TaskOutcome ended(SeenTask task, TaskEnd end, Optional<SeenTask> cancel) {
        List<SeenTask> tasks = with(task, cancel);
        if (end.state() == TaskEnd.State.SUCCEEDED) {
            return new TaskOutcome.Succeeded(task, end, tasks);
        }
        return new TaskOutcome.Undone(
                task,
                end.state() == TaskEnd.State.CANCELLED,
                end.problem().orElseGet(() -> Problems.taskLost(task.host())),
                tasks);
    }

    /** In {@code next_tasks}: deleting it is enough, the host can take it no more. */
    private TaskOutcome waiting(OpenWork work, SeenTask task, Optional<SeenTask> cancel, HostSilence silence) {
        if (work.cancelAsked()) {
            return new TaskOutcome.Undone(task, true, Problems.notTaken(task.host()), with(task, cancel));
        }
        if (silence.neglected(task) || silence.givenUp(task)) {
            Problem problem = silence.alive()
                    ? Problems.notTaken(task.host())
                    : Problems.hostSilent(task.host(), "it never took the task, and nothing has changed");
            return new TaskOutcome.Undone(task, false, problem, with(task, cancel));
        }
        return new TaskOutcome.Open(silence.waitFor(task));
    }

    private TaskOutcome underWay(
            OpenWork work, SeenTask task, Optional<SeenTask> cancel, HostSilence silence, World world) {
        if (silence.alive()) {
            return new TaskOutcome.Open(
                    work.cancelAsked() && cancel.isEmpty() ? askToStop(work, task, world) : Decision.WAIT);
        }
        boolean over = silence.givenUp(task) || (silence.down() && work.cancelAsked());
        if (over && !task.task().starting()) {
            // Deleted with its version: the host can no longer pass the gate, and undoes what it has begun when it is
            // back.
            Problem problem =
                    Problems.hostSilent(task.host(), "it had not begun what cannot be undone, so nothing has changed");
            return new TaskOutcome.Undone(task, work.cancelAsked(), problem, with(task, cancel));
        }
        if (silence.givenUp(task)) {
            Problem problem = Problems.hostSilent(task.host(), "whether it has done what it was told is not known");
            // The task stays: if the host returns and ends it, that is still taken note of.
            return new TaskOutcome.Unsure(Optional.of(task), problem, gone(cancel));
        }
        return new TaskOutcome.Open(silence.waitFor(task));
    }

    private Decision askToStop(OpenWork work, SeenTask task, World world) {
        if (!world.placing()) {
            return new Decision.Later();
        }
        Task cancel = machines.task(
                TaskKind.CANCEL,
                work.id(),
                task.task().instance(),
                world.epoch(work.id()),
                task.task().attempt(),
                Resources.NONE,
                Optional.empty(),
                Optional.of(new TaskDetail.Cancel(task.task().id())));
        WorkUnit cancelling = work.unit().change().cancelRequested().build();
        return Decision.act(Step.CANCEL)
                .ops(moves.drive(work, cancelling))
                .placement(new Reservation(task.host(), cancel.consumes()))
                .ops(Op.create(moves.paths().nextTask(task.host(), cancel.id()), cancel))
                .build();
    }

    /** A cancel that its host is at ends by itself, and goes then. */
    private static List<SeenTask> gone(Optional<SeenTask> cancel) {
        return cancel.filter(task -> task.hasEnded() || !task.taken()).stream().toList();
    }

    private static List<SeenTask> with(SeenTask task, Optional<SeenTask> cancel) {
        return Stream.concat(Stream.of(task), gone(cancel).stream()).toList();
    }
}
