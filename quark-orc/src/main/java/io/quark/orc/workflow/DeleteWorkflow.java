package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.Problem;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.common.model.WorkRequest.DeleteInstance;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.Reservation;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.workflow.Decision.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Unmakes a machine. Whatever else is asked of it, its build among that, is cancelled first; its addresses are given up only when its
 * host says that it is gone.
 */
final class DeleteWorkflow implements Workflow {

    /** Cancel marks that are set in one step. */
    private static final int MARKS_AT_ONCE = 100;

    private final Rules rules;
    private final Moves moves;
    private final Machines machines;

    DeleteWorkflow(Rules rules, Paths paths) {
        this.rules = rules;
        this.moves = new Moves(paths);
        this.machines = new Machines(paths);
    }

    @Override
    public Decision next(OpenWork work, World world) {
        if (!work.taken() && work.cancelAsked()) {
            return Decision.act(Step.FINISH)
                    .ops(moves.cancel(work, work.unit().change(), world.now()))
                    .build();
        }
        Optional<WorkUnit.Placement> placed = work.unit().placement();
        return placed.isPresent() ? follow(work, placed.get(), world) : begin(work, world);
    }

    private Decision begin(OpenWork work, World world) {
        Optional<Seen<Instance>> instance = world.instance(work.target());
        Optional<OpenWork> holder = instance.flatMap(seen -> seen.value().workUnit())
                .filter(id -> !id.equals(work.id()))
                .flatMap(world::open);
        List<OpenWork> others = Stream.concat(holder.stream(), world.openFor(work.target()).stream())
                .filter(other -> !(other.unit().request().orElse(null) instanceof DeleteInstance))
                .toList();
        List<OpenWork> unasked =
                others.stream().filter(other -> !other.cancelAsked()).toList();
        if (!unasked.isEmpty()) {
            return cancelFirst(work, unasked);
        }
        if (others.stream().anyMatch(DeleteWorkflow::isBuild)) {
            return Decision.WAIT;
        }
        if (instance.isEmpty()) {
            return gone(work, Decision.act(Step.FINISH), world);
        }
        if (holder.isPresent()) {
            return Decision.WAIT;
        }
        Optional<String> host = instance.get().value().compute();
        return host.isPresent() && world.sign(host.get()).known()
                ? place(work, instance.get(), host.get(), Optional.empty(), world)
                : remove(work, instance.get(), List.of(), world);
    }

    private static boolean isBuild(OpenWork work) {
        return work.unit().request().orElse(null) instanceof BuildInstance;
    }

    /** The cancel mark is the whole message: the workflows of the others do the rest. */
    private Decision cancelFirst(OpenWork work, List<OpenWork> others) {
        String first = others.stream().anyMatch(DeleteWorkflow::isBuild) ? Steps.CANCEL_BUILD : Steps.CANCEL_WORK;
        WorkUnit waiting = work.unit()
                .change()
                .steps(work.unit().stepsCompleted(), List.of(first, Steps.OF_DELETE.get(0)))
                .build();
        var act = Decision.act(Step.DELETE).ops(moves.drive(work, waiting));
        others.stream()
                .map(OpenWork::id)
                .distinct()
                .limit(MARKS_AT_ONCE)
                .forEach(id -> act.ops(Op.createEmpty(moves.paths().cancel(id))));
        return act.build();
    }

    /** @param before the task of the attempt before, of which note is taken */
    private Decision place(
            OpenWork work, Seen<Instance> instance, String host, Optional<SeenTask> before, World world) {
        if (!world.placing()) {
            return new Decision.Later();
        }
        int attempt = work.unit().attempts() + 1;
        Task task = machines.delete(work.id(), work.target(), world.epoch(work.id()), attempt);
        WorkUnit placed = work.unit()
                .change()
                .running(world.now())
                .attempts(attempt)
                .placement(Optional.of(new WorkUnit.Placement(host, task.id())))
                .steps(work.unit().stepsCompleted(), Steps.OF_DELETE)
                .build();
        var act = Decision.act(Step.DELETE);
        before.ifPresent(task1 -> act.ops(Moves.delete(task1)));
        return act.ops(moves.drive(work, placed))
                .ops(moves.hold(instance, work.id(), host, Instance.Status.DELETING))
                .placement(new Reservation(host, task.consumes()))
                .ops(Op.create(moves.paths().nextTask(host, task.id()), task))
                .build();
    }

    private Decision follow(OpenWork work, WorkUnit.Placement placed, World world) {
        Optional<Seen<Instance>> instance = world.instance(work.target());
        Optional<SeenTask> task = world.tasksOf(work.id()).stream()
                .filter(seen -> seen.task().id().equals(placed.task()))
                .findFirst();
        if (instance.isEmpty()) {
            var act = Decision.act(Step.FINISH);
            task.ifPresent(left -> act.ops(Moves.delete(left)));
            return gone(work, act, world);
        }
        if (task.isEmpty()) {
            return againOrFail(
                    work, instance.get(), placed.compute(), task, Problems.taskLost(placed.compute()), world);
        }
        Optional<TaskEnd> how = task.get().task().end();
        if (how.isEmpty()) {
            return silent(work, instance.get(), task.get(), world);
        }
        if (how.get().state() == State.SUCCEEDED) {
            return remove(work, instance.get(), List.of(task.get()), world);
        }
        Problem problem = how.get().problem().orElseGet(() -> Problems.taskLost(placed.compute()));
        return againOrFail(work, instance.get(), placed.compute(), task, problem, world);
    }

    private Decision againOrFail(
            OpenWork work, Seen<Instance> instance, String host, Optional<SeenTask> task, Problem why, World world) {
        return work.unit().attempts() < rules.maxAttempts()
                ? place(work, instance, host, task, world)
                : fail(work, instance, task, why, world);
    }

    private Decision silent(OpenWork work, Seen<Instance> instance, SeenTask task, World world) {
        HostSilence silence = new HostSilence(rules, world, task.host());
        if (!silence.givenUp(task) && !silence.neglected(task)) {
            return silence.waitFor(task);
        }
        Problem problem = silence.alive()
                ? Problems.notTaken(task.host())
                : Problems.hostSilent(task.host(), "whether the machine still runs there is not known");
        // One that was taken stays: if the host returns and ends it, that is still taken note of.
        return fail(work, instance, Optional.of(task).filter(left -> !left.taken()), problem, world);
    }

    private Decision fail(
            OpenWork work, Seen<Instance> instance, Optional<SeenTask> task, Problem problem, World world) {
        var act = Decision.act(Step.FINISH);
        task.ifPresent(left -> act.ops(Moves.delete(left)));
        return act.ops(moves.fail(work, work.unit().change(), problem, world.now()))
                .ops(moves.leave(instance, Instance.Status.ERROR, Optional.of(problem)))
                .build();
    }

    /** No host has it: instance, snapshots and ports go, addresses and MACs cool; volumes stay, for other machines. */
    private Decision remove(OpenWork work, Seen<Instance> instance, List<SeenTask> tasks, World world) {
        var changed = work.unit().change().result(Map.of("instance", work.target()));
        tasks.stream().findFirst().ifPresent(task -> changed.steps(Steps.with(work.unit(), task), List.of()));
        var act = Decision.act(Step.RELEASE);
        tasks.forEach(task -> act.ops(Moves.delete(task)));
        return act.ops(moves.succeed(work, changed, world.now()))
                .ops(moves.delete(instance))
                .ops(world.releaseNics(instance.value(), work.id()))
                .ops(Belongings.giveUp(moves.paths(), instance.value(), world))
                .build();
    }

    private Decision gone(OpenWork work, Decision.ActBuilder act, World world) {
        var changed = work.unit().change().steps(work.unit().stepsCompleted(), List.of());
        return act.ops(moves.succeed(work, changed.result(Map.of("instance", work.target())), world.now()))
                .build();
    }
}
