package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.Migrate;
import io.quark.common.model.Problem;
import io.quark.common.model.Task;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkUnit;
import io.quark.common.model.WorkUnitBuilder;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.Reservation;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.workflow.Decision.ActBuilder;
import io.quark.orc.workflow.Decision.Step;
import io.quark.orc.workflow.MigrateWorkflow.Trip;
import java.util.List;
import java.util.Optional;

/**
 * Whatever changes a machine, or what belongs to machines, on the host where it is: one transaction that records what begins and gives the host its
 * task, one that takes note of how that ended. What differs from kind to kind is said by a {@link Change}. A task that its host declines or fails
 * is not tried elsewhere: the machine is there and nowhere else.
 */
final class ChangeWorkflow implements Workflow {

    private final Moves moves;
    private final Machines machines;
    private final TaskWatch watch;
    private final Changes changes;
    private final MigrateWorkflow elsewhere;
    private final MoveEnd moveEnd;

    ChangeWorkflow(Rules rules, Paths paths) {
        this.moves = new Moves(paths);
        this.machines = new Machines(paths);
        this.watch = new TaskWatch(rules, moves, machines);
        this.changes = new Changes(moves);
        this.elsewhere = new MigrateWorkflow(rules, paths);
        this.moveEnd = new MoveEnd(moves);
    }

    @Override
    public Decision next(OpenWork work, World world) {
        Optional<Change> change = changes.of(work);
        if (change.isEmpty()) {
            return refuse(work, new Begin.Refused(Problems.unreadable(work.id())), world);
        }
        Optional<WorkUnit.Placement> placed = work.unit().placement();
        if (placed.isPresent()) {
            boolean moving = placed.get()
                    .task()
                    .equals(Machines.taskId(work.id(), work.unit().attempts(), TaskKind.RECEIVE));
            return moving
                    ? elsewhere.follow(work, trip(work, change.get(), Optional.empty(), world), world)
                    : follow(work, change.get(), placed.get(), world);
        }
        if (work.cancelAsked()) {
            return Decision.act(Step.FINISH)
                    .ops(moves.cancel(work, work.unit().change(), world.now()))
                    .build();
        }
        if (!world.placing()) {
            return new Decision.Later();
        }
        Begin begin = change.get().begin(work, world);
        return begin instanceof Begin.Elsewhere full
                ? elsewhere.begin(work, trip(work, change.get(), Optional.of(full.lacking()), world), world)
                : begin(work, begin, List.of(), world);
    }

    /** To a host with room for it, live if the machine runs; then it is changed there. */
    private Trip trip(OpenWork work, Change change, Optional<Problem> why, World world) {
        boolean live = world.instance(work.target())
                .filter(seen -> MigrateWorkflow.runs(seen.value()))
                .isPresent();
        Migrate how = new Migrate(live, Optional.empty(), Optional.empty(), Optional.empty());
        return new Trip(
                how,
                change.shape(work, world),
                why,
                (arrived, instance, tasks, now) -> arrived(arrived, change, instance, tasks, now));
    }

    /** What is not done there now is not done at all: the machine has moved once. */
    private Decision arrived(OpenWork work, Change change, Seen<Instance> instance, List<SeenTask> tasks, World world) {
        if (work.cancelAsked()) {
            return moveEnd.cancelled(work, instance, tasks, world);
        }
        if (!world.placing()) {
            return new Decision.Later();
        }
        Begin begin = change.begin(work, world);
        Optional<Problem> against = begin instanceof Begin.Refused refused
                ? Optional.of(refused.problem())
                : Optional.of(begin)
                        .filter(Begin.Elsewhere.class::isInstance)
                        .map(full -> ((Begin.Elsewhere) full).lacking());
        String host = instance.value().compute().orElse("");
        return against.map(why -> moveEnd.movedOnly(work, instance, tasks, Problems.movedOnly(host, why), world))
                .orElseGet(() -> begin(work, begin, tasks, world));
    }

    /** @param over tasks that have ended before */
    private Decision begin(OpenWork work, Begin begin, List<SeenTask> over, World world) {
        if (begin instanceof Begin.Refused refused) {
            return refuse(work, refused, world);
        }
        if (begin instanceof Begin.NotYet notYet) {
            return notYet.until();
        }
        if (begin instanceof Begin.AtOnce atOnce) {
            Settled settled = atOnce.settled();
            ActBuilder act = Decision.act(Step.RECORD);
            over.forEach(task -> act.ops(Moves.delete(task)));
            return act.parents(settled.parents())
                    .ops(moves.succeed(work, work.unit().change().result(settled.result()), world.now()))
                    .ops(settled.ops())
                    .build();
        }
        return place(work, (Begin.OnHost) begin, over, world);
    }

    private Decision refuse(OpenWork work, Begin.Refused refused, World world) {
        return Decision.act(Step.FINISH)
                .ops(moves.fail(work, work.unit().change(), refused.problem(), world.now()))
                .build();
    }

    private Decision place(OpenWork work, Begin.OnHost begin, List<SeenTask> over, World world) {
        Task task = machines.task(
                begin.kind(),
                work.id(),
                begin.instance(),
                world.epoch(work.id()),
                1,
                begin.consumes(),
                begin.machine(),
                begin.detail());
        List<WorkUnit.Step> done = over.isEmpty()
                ? Steps.begun(work.unit(), world.now())
                : MoveEnd.seen(work.unit(), over).build().stepsCompleted();
        WorkUnit placed = work.unit()
                .change()
                .running(work.unit().birthedOn().orElse(world.now()))
                .attempts(1)
                .placement(Optional.of(new WorkUnit.Placement(begin.host(), task.id())))
                .steps(done, Steps.of(begin.kind()))
                .build();
        ActBuilder act = Decision.act(Step.CHANGE);
        over.forEach(ended -> act.ops(Moves.delete(ended)));
        return act.parents(begin.parents())
                .ops(moves.drive(work, placed))
                .ops(begin.ops())
                .proposal(begin.proposal())
                .placement(new Reservation(begin.host(), begin.consumes()))
                .ops(Op.create(moves.paths().nextTask(begin.host(), task.id()), task))
                .build();
    }

    private Decision follow(OpenWork work, Change change, WorkUnit.Placement placed, World world) {
        TaskOutcome outcome = watch.look(work, placed, world);
        if (outcome instanceof TaskOutcome.Open open) {
            return open.next();
        }
        TaskOutcome.Over over = (TaskOutcome.Over) outcome;
        ActBuilder act = Decision.act(Step.FINISH);
        over.tasks().forEach(task -> act.ops(Moves.delete(task)));
        WorkUnitBuilder changed = work.unit().change();
        over.main().ifPresent(task -> Steps.after(changed, work.unit(), task));
        if (over instanceof TaskOutcome.Succeeded succeeded) {
            Settled settled = change.succeeded(work, succeeded, world);
            return act.ops(ended(work, changed.result(settled.result()), settled, world))
                    .ops(settled.ops())
                    .build();
        }
        if (over instanceof TaskOutcome.Undone undone) {
            Settled settled = change.undone(work, undone, world);
            List<Op> end = undone.cancelled()
                    ? moves.cancel(work, changed, world.now())
                    : moves.fail(work, changed, undone.problem(), world.now());
            return act.ops(end).ops(settled.ops()).build();
        }
        TaskOutcome.Unsure unsure = (TaskOutcome.Unsure) over;
        return act.ops(moves.fail(work, changed, unsure.problem(), world.now()))
                .ops(change.unsure(work, unsure.problem(), world).ops())
                .build();
    }

    private List<Op> ended(OpenWork work, WorkUnitBuilder changed, Settled settled, World world) {
        return settled.failure()
                .map(problem -> moves.fail(work, changed, problem, world.now()))
                .orElseGet(() -> moves.succeed(work, changed, world.now()));
    }
}
