package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.Problem;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.Reservation;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.workflow.Decision.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Unmakes a machine. One that is still being built has its build cancelled first; its addresses are given up only when its
 * host says that it is gone.
 */
final class DeleteWorkflow implements Workflow {

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
        Optional<OpenWork> build = world.openFor(work.target()).stream()
                .filter(other -> other.unit().request().orElse(null) instanceof BuildInstance)
                .findFirst();
        if (build.isPresent()) {
            return cancelFirst(work, build.get());
        }
        Optional<Seen<Instance>> instance = world.instance(work.target());
        if (instance.isEmpty()) {
            return gone(work, Decision.act(Step.FINISH), world);
        }
        Optional<String> holder = instance.get().value().workUnit().filter(id -> !id.equals(work.id()));
        if (holder.flatMap(world::open).isPresent()) {
            return Decision.WAIT;
        }
        Optional<String> host = instance.get().value().compute();
        return host.isPresent() && world.sign(host.get()).known()
                ? place(work, instance.get(), host.get(), Optional.empty(), world)
                : remove(work, instance.get(), List.of(), world);
    }

    /** The cancel mark is the whole message: the build's own workflow does the rest. */
    private Decision cancelFirst(OpenWork work, OpenWork build) {
        if (build.cancelAsked()) {
            return Decision.WAIT;
        }
        WorkUnit waiting = work.unit()
                .change()
                .steps(work.unit().stepsCompleted(), List.of(Steps.CANCEL_BUILD, Steps.OF_DELETE.get(0)))
                .build();
        return Decision.act(Step.DELETE)
                .ops(moves.drive(work, waiting))
                .ops(Op.createEmpty(moves.paths().cancel(build.id())))
                .build();
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

    /** No host has it: instance and ports go, addresses and MACs cool. */
    private Decision remove(OpenWork work, Seen<Instance> instance, List<SeenTask> tasks, World world) {
        var changed = work.unit().change().result(Map.of("instance", work.target()));
        tasks.stream().findFirst().ifPresent(task -> changed.steps(Steps.with(work.unit(), task), List.of()));
        var act = Decision.act(Step.RELEASE);
        tasks.forEach(task -> act.ops(Moves.delete(task)));
        return act.ops(moves.succeed(work, changed, world.now()))
                .ops(moves.delete(instance))
                .ops(world.releaseNics(instance.value(), work.id()))
                .build();
    }

    private Decision gone(OpenWork work, Decision.ActBuilder act, World world) {
        var changed = work.unit().change().steps(work.unit().stepsCompleted(), List.of());
        return act.ops(moves.succeed(work, changed.result(Map.of("instance", work.target())), world.now()))
                .build();
    }
}
