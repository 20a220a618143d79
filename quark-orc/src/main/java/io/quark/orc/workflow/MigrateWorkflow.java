package io.quark.orc.workflow;

import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.MachineRequest.Migrate;
import io.quark.common.model.PowerState;
import io.quark.common.model.Problem;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.Reservation;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.workflow.Decision.Step;
import io.quark.orc.workflow.Reception.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves a machine from one host to another. Where {@code instance.compute} points decides who may run it: it points to the source until the
 * source has said that the machine is gone there, and to the target from then on. So the machine never runs on both; and as long as it is
 * not known whether the source still has it, the target holds what it got, paused.
 */
final class MigrateWorkflow implements Workflow {

    private final Rules rules;
    private final Moves moves;
    private final MoveTasks tasks;
    private final MoveEnd end;
    private final Reception reception;

    MigrateWorkflow(Rules rules, Paths paths) {
        this.rules = rules;
        this.moves = new Moves(paths);
        this.tasks = new MoveTasks(paths);
        this.end = new MoveEnd(moves);
        this.reception = new Reception(rules, moves, tasks, end);
    }

    @Override
    public Decision next(OpenWork work, World world) {
        if (!(work.unit().request().orElse(null) instanceof Migrate request)) {
            return end.refused(work, Problems.unreadable(work.id()), world);
        }
        Trip trip = new Trip(request, Optional.empty(), Optional.empty(), this::stays);
        return work.taken() ? follow(work, trip, world) : begin(work, trip, world);
    }

    /**
     * A move that may be a part of something larger.
     *
     * @param shape that the machine is to have at last, where it is moved for that
     * @param why what its own host lacks, if that is why it is moved
     * @param arrival what is to be done when it lives on its new host
     */
    record Trip(Migrate how, Optional<InstanceSpec> shape, Optional<Problem> why, Arrival arrival) {}

    /** Goes on with a machine that lives on its new host. */
    interface Arrival {
        Decision next(OpenWork work, Seen<Instance> instance, List<SeenTask> all, World world);
    }

    private Decision stays(OpenWork work, Seen<Instance> instance, List<SeenTask> all, World world) {
        return reception.afterwards(work, instance, of(TaskKind.RECEIVE, all), all, Map.of(), world);
    }

    /** The next step of one that was begun. */
    Decision follow(OpenWork work, Trip trip, World world) {
        List<SeenTask> all = world.tasksOf(work.id());
        Optional<Seen<Instance>> instance = world.instance(work.target());
        if (instance.isEmpty()) {
            return end.lost(work, all, world);
        }
        String target = work.unit().placement().map(WorkUnit.Placement::compute).orElse("");
        Optional<SeenTask> receive = of(TaskKind.RECEIVE, all);
        String source = instance.get().value().compute().orElse("");
        if (source.equals(target)) {
            return receive.filter(MigrateWorkflow::isWell).isPresent()
                    ? trip.arrival().next(work, instance.get(), all, world)
                    : reception.afterwards(work, instance.get(), receive, all, Map.of(), world);
        }
        Optional<SeenTask> send = of(TaskKind.SEND, all);
        if (send.isPresent()) {
            return sending(work, instance.get(), send.get(), target, all, world);
        }
        if (receive.isEmpty()) {
            return end.undone(work, instance.get(), all, Problems.taskLost(target), world);
        }
        return receiving(work, trip, instance.get(), receive.get(), all, world);
    }

    private static boolean isWell(SeenTask task) {
        return task.task()
                .end()
                .filter(how -> how.state() == TaskEnd.State.SUCCEEDED)
                .isPresent();
    }

    /** One that nothing was done for yet. */
    Decision begin(OpenWork work, Trip trip, World world) {
        if (work.cancelAsked()) {
            return end.cancelledAtOnce(work, world);
        }
        Optional<Seen<Instance>> seen = world.instance(work.target());
        if (seen.isEmpty()) {
            return end.refused(work, Problems.gone("instance", work.target()), world);
        }
        Instance instance = seen.get().value();
        if (MoveRules.waits(work, instance, world)) {
            return Decision.WAIT;
        }
        Optional<Problem> against = MoveRules.againstMigration(instance, trip.how(), world);
        if (against.isPresent()) {
            return end.refused(work, against.get(), world);
        }
        return reception.first(work, seen.get(), wanted(trip, instance), MoveRules::againstCopy, world);
    }

    private static Wanted wanted(Trip trip, Instance instance) {
        return new Wanted(
                instance.compute().orElse(""),
                trip.how().compute(),
                trip.how().live(),
                false,
                trip.shape(),
                trip.why());
    }

    /** Nothing was sent yet: whatever fails here leaves the machine alone. */
    private Decision receiving(
            OpenWork work, Trip trip, Seen<Instance> instance, SeenTask receive, List<SeenTask> all, World world) {
        Wanted wanted = wanted(trip, instance.value());
        Optional<Decision> notYet =
                reception.untilReady(work, instance, receive, wanted, MoveRules::againstCopy, all, world);
        if (notYet.isPresent()) {
            return notYet.get();
        }
        HostSilence source = new HostSilence(rules, world, wanted.from());
        if (source.down()) {
            Problem silent = Problems.hostSilent(wanted.from(), "it was to send the machine, which stays with it");
            return end.undone(work, instance, all, silent, world);
        }
        Optional<String> uri = world.self(receive.host()).flatMap(ComputeSelf::migration);
        if (uri.isEmpty()) {
            return end.undone(work, instance, all, Problems.takesNone(receive.host()), world);
        }
        if (!world.placing()) {
            return new Decision.Later();
        }
        boolean copy = !Reception.shareStorage(wanted.from(), receive.host(), world);
        Task send = tasks.send(work, instance.value(), trip.how(), receive.host(), uri.get(), copy, world);
        return Decision.act(Step.PLACE)
                .ops(moves.drive(work, work.unit().change().build()))
                .placement(new Reservation(wanted.from(), send.consumes()))
                .ops(Op.create(moves.paths().nextTask(wanted.from(), send.id()), send))
                .build();
    }

    /** The source has been asked: from when it has taken the task only it knows where the machine is. */
    private Decision sending(
            OpenWork work, Seen<Instance> instance, SeenTask send, String target, List<SeenTask> all, World world) {
        Optional<TaskEnd> how = send.task().end();
        if (how.isPresent()) {
            return sent(work, instance, send, target, how.get(), all, world);
        }
        HostSilence silence = new HostSilence(rules, world, send.host());
        if (!send.taken()) {
            if (work.cancelAsked()) {
                return end.cancelled(work, instance, all, world);
            }
            if (silence.down() || silence.neglected(send)) {
                Problem problem = silence.alive()
                        ? Problems.notTaken(send.host())
                        : Problems.hostSilent(send.host(), "it had not begun to send the machine");
                return end.undone(work, instance, all, problem, world);
            }
            return silence.waitFor(send);
        }
        if (work.cancelAsked() && silence.alive() && of(TaskKind.CANCEL, all).isEmpty()) {
            return cancel(work, instance, send, world);
        }
        return silence.givenUp(send)
                ? end.inDoubt(work, instance, all, Problems.sentSilently(send.host(), target), world)
                : silence.waitFor(send);
    }

    private Decision sent(
            OpenWork work,
            Seen<Instance> instance,
            SeenTask send,
            String target,
            TaskEnd how,
            List<SeenTask> all,
            World world) {
        if (how.state() == TaskEnd.State.SUCCEEDED) {
            return handOver(work, instance, send, target, all, world);
        }
        if (work.cancelAsked()) {
            return end.cancelled(work, instance, all, world);
        }
        Problem why = how.problem().orElseGet(() -> Problems.taskLost(send.host()));
        return end.undone(work, instance, all, why, world);
    }

    /** It is certainly not on the source any more. A cancel comes too late. */
    private Decision handOver(
            OpenWork work, Seen<Instance> instance, SeenTask send, String target, List<SeenTask> all, World world) {
        var act = Decision.act(Step.HAND_OVER);
        all.stream()
                .filter(task -> task.task().kind() != TaskKind.RECEIVE)
                .forEach(task -> act.ops(Moves.delete(task)));
        Instance was = instance.value();
        return act.ops(moves.drive(
                        work, MoveEnd.seen(work.unit(), List.of(send)).build()))
                .ops(moves.set(
                        instance, was.change().compute(Optional.of(target)).build()))
                .ops(world.place(was.nics(), was.id(), target))
                .ops(VolumeRecords.moveAll(moves.paths(), was, target, world))
                .build();
    }

    private Decision cancel(OpenWork work, Seen<Instance> instance, SeenTask send, World world) {
        if (!world.placing()) {
            return new Decision.Later();
        }
        Task cancel = tasks.cancel(work, instance.value(), send, world);
        return Decision.act(Step.CANCEL)
                .ops(moves.drive(work, work.unit().change().cancelRequested().build()))
                .placement(new Reservation(send.host(), cancel.consumes()))
                .ops(Op.create(moves.paths().nextTask(send.host(), cancel.id()), cancel))
                .build();
    }

    static Optional<SeenTask> of(TaskKind kind, List<SeenTask> all) {
        return all.stream().filter(task -> task.task().kind() == kind).findFirst();
    }

    /** What a machine that does not run, or runs, is moved as. */
    static boolean runs(Instance instance) {
        return instance.powerState() == PowerState.RUNNING || instance.powerState() == PowerState.PAUSED;
    }
}
