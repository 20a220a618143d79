package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.Evacuate;
import io.quark.common.model.Problem;
import io.quark.common.model.TaskKind;
import io.quark.common.model.VolumeDisk;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.workflow.Decision.Step;
import io.quark.orc.workflow.Reception.Wanted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes the machine of a dead host on another one. That the machine does not run any more is the operator's word; that the host's daemon is
 * silent is looked at again in the step that gives the machine to the other host. With it goes what the dead host says that it has: if it
 * returns, it finds that the machine is not its own, and removes it.
 */
final class EvacuateWorkflow implements Workflow {

    private final Rules rules;
    private final Moves moves;
    private final MoveEnd end;
    private final Reception reception;

    EvacuateWorkflow(Rules rules, Paths paths) {
        this.rules = rules;
        this.moves = new Moves(paths);
        this.end = new MoveEnd(moves);
        this.reception = new Reception(rules, moves, new MoveTasks(paths), end);
    }

    @Override
    public Decision next(OpenWork work, World world) {
        if (!(work.unit().request().orElse(null) instanceof Evacuate request)) {
            return end.refused(work, Problems.unreadable(work.id()), world);
        }
        if (!work.taken()) {
            return work.cancelAsked() ? end.cancelledAtOnce(work, world) : begin(work, request, world);
        }
        List<SeenTask> all = world.tasksOf(work.id());
        Optional<Seen<Instance>> instance = world.instance(work.target());
        if (instance.isEmpty()) {
            return end.lost(work, all, world);
        }
        String target = work.unit().placement().map(WorkUnit.Placement::compute).orElse("");
        String source = instance.get().value().compute().orElse("");
        Optional<SeenTask> receive = MigrateWorkflow.of(TaskKind.RECEIVE, all);
        if (source.equals(target)) {
            return reception.afterwards(work, instance.get(), receive, all, Map.of(), world);
        }
        if (receive.isEmpty()) {
            return end.undone(work, instance.get(), all, Problems.taskLost(target), world);
        }
        return prepared(work, request, instance.get(), receive.get(), all, world);
    }

    private Decision begin(OpenWork work, Evacuate request, World world) {
        Optional<Seen<Instance>> seen = world.instance(work.target());
        if (seen.isEmpty()) {
            return end.refused(work, Problems.gone("instance", work.target()), world);
        }
        Instance instance = seen.get().value();
        if (MoveRules.waits(work, instance, world)) {
            return Decision.WAIT;
        }
        Optional<Problem> against = MoveRules.againstEvacuation(instance, request, world);
        if (against.isPresent()) {
            return end.refused(work, against.get(), world);
        }
        HostSilence source = new HostSilence(rules, world, instance.compute().orElse(""));
        Optional<Instant> downAt = source.downAt();
        if (!source.down() && downAt.isPresent()) {
            return Decision.Wait.until(downAt.get());
        }
        return reception.first(work, seen.get(), wanted(request, instance), MoveRules::againstLeaving, world);
    }

    private static Wanted wanted(Evacuate request, Instance instance) {
        return new Wanted(
                instance.compute().orElse(""), request.compute(), false, true, Optional.empty(), Optional.empty());
    }

    private Decision prepared(
            OpenWork work,
            Evacuate request,
            Seen<Instance> instance,
            SeenTask receive,
            List<SeenTask> all,
            World world) {
        Wanted wanted = wanted(request, instance.value());
        if (world.sign(wanted.from()).alive()) {
            return end.undone(work, instance, all, Problems.returned(wanted.from()), world);
        }
        Optional<Decision> notYet =
                reception.untilReady(work, instance, receive, wanted, MoveRules::againstLeaving, all, world);
        if (notYet.isPresent()) {
            return notYet.get();
        }
        return handOver(work, instance, receive, world);
    }

    private Decision handOver(OpenWork work, Seen<Instance> instance, SeenTask receive, World world) {
        Instance was = instance.value();
        String from = was.compute().orElse("");
        var act = Decision.act(Step.HAND_OVER);
        Stream.concat(Stream.of(was.id()), was.volumes().stream().map(VolumeDisk::id))
                .filter(id -> world.manages(from, id))
                .forEach(id -> act.ops(Op.delete(moves.paths().managed(from, id), Op.ANY_VERSION)));
        return act.ops(moves.drive(work, work.unit().change().build()))
                .ops(moves.set(
                        instance,
                        was.change().compute(Optional.of(receive.host())).build()))
                .ops(world.place(was.nics(), was.id(), receive.host()))
                .ops(VolumeRecords.moveAll(moves.paths(), was, receive.host(), world))
                .build();
    }
}
