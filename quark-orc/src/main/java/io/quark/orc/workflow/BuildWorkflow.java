package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.Problem;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.Reservation;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.workflow.Decision.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a machine. The gate decides what may be done when a host falls silent: before it the task can be taken from the host
 * and given to another, after it the machine may run, and only the host can say.
 */
final class BuildWorkflow implements Workflow {

    private final Rules rules;
    private final Moves moves;
    private final Machines machines;
    private final BuildEnd end;
    private final BuildPlacement placement;

    BuildWorkflow(Rules rules, Paths paths) {
        this.rules = rules;
        this.moves = new Moves(paths);
        this.machines = new Machines(paths);
        this.end = new BuildEnd(moves);
        this.placement = new BuildPlacement(rules, moves, machines, end);
    }

    @Override
    public Decision next(OpenWork work, World world) {
        if (!work.taken()) {
            return work.cancelAsked() ? end.cancelledAtOnce(work, world) : placement.first(work, world);
        }
        List<SeenTask> tasks = world.tasksOf(work.id());
        if (goesItsWay(work, tasks, world)) {
            return new HostSilence(rules, world, tasks.get(0).host()).waitFor(tasks.get(0));
        }
        Optional<Seen<Instance>> instance = world.instance(work.target());
        if (instance.isEmpty()) {
            return end.failedAtOnce(work, Problems.recordLost("instance", work.target()), world);
        }
        String wanted = work.unit().placement().map(WorkUnit.Placement::task).orElse("");
        Optional<SeenTask> build =
                tasks.stream().filter(task -> task.task().id().equals(wanted)).findFirst();
        Optional<SeenTask> overtaking = tasks.stream()
                .filter(task -> task.task().kind() == TaskKind.DELETE)
                .findFirst();
        if (overtaking.isPresent()) {
            return overtaken(work, instance.get(), build, overtaking.get(), world);
        }
        if (build.isEmpty()) {
            return lost(work, instance.get(), world);
        }
        return driven(work, instance.get(), build.get(), world);
    }

    /** Nothing but the end of its one task is to be waited for. Most looks end here, and none of them has to read the record. */
    private boolean goesItsWay(OpenWork work, List<SeenTask> tasks, World world) {
        if (work.cancelAsked() || tasks.size() != 1 || !world.hasInstance(work.target())) {
            return false;
        }
        SeenTask task = tasks.get(0);
        boolean wanted = work.unit()
                .placement()
                .map(placement -> placement.task().equals(task.task().id()))
                .orElse(false);
        HostSilence silence = new HostSilence(rules, world, task.host());
        return wanted && !task.hasEnded() && silence.alive() && !silence.neglected(task);
    }

    /** One task, and nothing has overtaken it. */
    private Decision driven(OpenWork work, Seen<Instance> instance, SeenTask build, World world) {
        Optional<TaskEnd> how = build.task().end();
        if (how.isPresent()) {
            return ended(work, instance, build, how.get(), world);
        }
        return build.taken() ? underWay(work, instance, build, world) : untaken(work, instance, build, world);
    }

    private Decision ended(OpenWork work, Seen<Instance> instance, SeenTask build, TaskEnd how, World world) {
        if (how.state() == State.SUCCEEDED) {
            return end.succeeded(work, instance, List.of(build), world);
        }
        if (work.cancelAsked()) {
            return end.cancelledAndReleased(work, instance, List.of(build), world);
        }
        Problem failure = how.problem().orElseGet(() -> Problems.taskLost(build.host()));
        return placement.again(work, instance, build, failure, world);
    }

    /** In {@code next_tasks}: deleting it is enough, the host can take it no more. */
    private Decision untaken(OpenWork work, Seen<Instance> instance, SeenTask build, World world) {
        if (work.cancelAsked()) {
            return end.cancelledAndReleased(work, instance, List.of(build), world);
        }
        HostSilence silence = new HostSilence(rules, world, build.host());
        if (silence.down()) {
            Problem silent = Problems.hostSilent(build.host(), "it never took the task");
            return placement.again(work, instance, build, silent, world);
        }
        if (silence.neglected(build)) {
            return placement.again(work, instance, build, Problems.notTaken(build.host()), world);
        }
        return silence.waitFor(build);
    }

    private Decision underWay(OpenWork work, Seen<Instance> instance, SeenTask build, World world) {
        HostSilence silence = new HostSilence(rules, world, build.host());
        if (silence.alive()) {
            return work.cancelAsked() ? overtake(work, build, world) : Decision.WAIT;
        }
        if (silence.down() && !build.task().starting()) {
            // Deleted with its version: the host can no longer pass the gate.
            if (work.cancelAsked()) {
                return end.cancelledAndReleased(work, instance, List.of(build), world);
            }
            Problem silent = Problems.hostSilent(build.host(), "it had not started the machine");
            return placement.again(work, instance, build, silent, world);
        }
        if (silence.givenUp(build)) {
            return end.failedAndKept(work, instance, List.of(), maybeRunning(build), world);
        }
        return silence.waitFor(build);
    }

    /** A task that makes the compute stop and undo the build. */
    private Decision overtake(OpenWork work, SeenTask build, World world) {
        if (!world.placing()) {
            return new Decision.Later();
        }
        Task delete = machines.delete(
                work.id(), work.target(), world.epoch(work.id()), build.task().attempt());
        WorkUnit cancelling = work.unit().change().cancelRequested().build();
        return Decision.act(Step.DELETE)
                .ops(moves.drive(work, cancelling))
                .placement(new Reservation(build.host(), delete.consumes()))
                .ops(Op.create(moves.paths().nextTask(build.host(), delete.id()), delete))
                .build();
    }

    /** The compute was told to undo the build. */
    private Decision overtaken(
            OpenWork work, Seen<Instance> instance, Optional<SeenTask> build, SeenTask delete, World world) {
        List<SeenTask> both = new ArrayList<>();
        build.ifPresent(both::add);
        both.add(delete);
        if (build.isPresent() && !build.get().hasEnded()) {
            return overtakenUnderWay(work, instance, build.get(), both, world);
        }
        HostSilence silence = new HostSilence(rules, world, delete.host());
        boolean built = build.map(BuildWorkflow::endedWell).orElse(false);
        if (built && !endedWell(delete)) {
            if (delete.hasEnded()) {
                return end.succeeded(work, instance, both, world); // the cancel came too late, and could not be done
            }
            return silence.givenUp(delete)
                    ? end.failedAndKept(work, instance, untakenOf(both), maybeRunning(delete), world)
                    : silence.waitFor(delete);
        }
        // There is no machine, or none any more.
        return delete.hasEnded() || !delete.taken() || silence.down()
                ? end.cancelledAndReleased(work, instance, both, world)
                : silence.waitFor(delete);
    }

    private Decision overtakenUnderWay(
            OpenWork work, Seen<Instance> instance, SeenTask build, List<SeenTask> both, World world) {
        HostSilence silence = new HostSilence(rules, world, build.host());
        if (silence.down() && !build.task().starting()) {
            return end.cancelledAndReleased(work, instance, both, world);
        }
        if (silence.givenUp(build)) {
            return end.failedAndKept(work, instance, untakenOf(both), maybeRunning(build), world);
        }
        return silence.waitFor(build);
    }

    /** The task is nowhere: removed by a hand. */
    private Decision lost(OpenWork work, Seen<Instance> instance, World world) {
        String host = work.unit().placement().map(WorkUnit.Placement::compute).orElse("");
        return world.manages(host, work.target())
                ? end.succeeded(work, instance, List.of(), world)
                : end.failedAndKept(work, instance, List.of(), Problems.taskLost(host), world);
    }

    private static boolean endedWell(SeenTask task) {
        return task.task().end().map(how -> how.state() == State.SUCCEEDED).orElse(false);
    }

    private static List<SeenTask> untakenOf(List<SeenTask> tasks) {
        return tasks.stream().filter(task -> !task.taken()).toList();
    }

    private static Problem maybeRunning(SeenTask task) {
        return Problems.hostSilent(task.host(), "it may have started the machine, so nothing was given up");
    }
}
