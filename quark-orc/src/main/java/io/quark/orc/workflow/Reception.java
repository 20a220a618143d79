package io.quark.orc.workflow;

import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.VolumeDisk;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.orc.cluster.Reservation;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.schedule.PlacementRequest;
import io.quark.orc.schedule.ScheduleAnswer;
import io.quark.orc.schedule.ScheduleAnswer.NoPlace;
import io.quark.orc.schedule.ScheduleAnswer.Placement;
import io.quark.orc.workflow.Decision.ActBuilder;
import io.quark.orc.workflow.Decision.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a move does with the host that takes the machine, until everything is ready there and after the machine is its own. */
final class Reception {

    private final Rules rules;
    private final Moves moves;
    private final MoveTasks tasks;
    private final MoveEnd end;

    Reception(Rules rules, Moves moves, MoveTasks tasks, MoveEnd end) {
        this.rules = rules;
        this.moves = moves;
        this.tasks = tasks;
        this.end = end;
    }

    /**
     * What is wanted.
     *
     * @param from the host that has the machine, or had it
     * @param compute only this host, if given
     * @param shape that it is to have there at last, if another one: the host must have room for it
     * @param why what its own host lacks, if that is why it goes
     */
    record Wanted(
            String from,
            Optional<String> compute,
            boolean live,
            boolean evacuated,
            Optional<InstanceSpec> shape,
            Optional<Problem> why) {

        /** What the machine takes of its new host until it has that shape, and then. */
        Resources consumes(Instance instance) {
            Resources was = instance.spec().consumes();
            Resources more = shape.map(InstanceSpec::consumes)
                    .map(becomes -> becomes.beyond(was))
                    .orElse(Resources.NONE);
            return MoveTasks.whole(instance).plus(more);
        }

        /** As users see them. */
        List<String> steps(boolean copy) {
            return evacuated ? Steps.ofEvacuation(copy) : Steps.ofMove(live, copy);
        }
    }

    /** What makes it impossible on the chosen host; for machines with something that does not move with them. */
    interface Objection {
        Optional<Problem> to(Instance instance, String from, String host, boolean copy);
    }

    /** Chooses the host and asks it. */
    Decision first(OpenWork work, Seen<Instance> instance, Wanted wanted, Objection objection, World world) {
        return place(work, instance, wanted, objection, Optional.empty(), Optional.empty(), world);
    }

    /**
     * Until the host waits for the machine.
     *
     * @return what is to be done; empty: it is ready, and its daemon gives signs of life
     */
    Optional<Decision> untilReady(
            OpenWork work,
            Seen<Instance> instance,
            SeenTask receive,
            Wanted wanted,
            Objection objection,
            List<SeenTask> all,
            World world) {
        if (work.cancelAsked()) {
            return Optional.of(end.cancelled(work, instance, all, world));
        }
        Optional<TaskEnd> how = receive.task().end();
        if (how.isPresent()) {
            Problem why = how.get().problem().orElseGet(() -> Problems.taskLost(receive.host()));
            return Optional.of(again(work, instance, receive, why, wanted, objection, world));
        }
        HostSilence silence = new HostSilence(rules, world, receive.host());
        if (silence.down()) {
            Problem why = Problems.hostSilent(receive.host(), "it was to take the machine, which stays where it is");
            return Optional.of(again(work, instance, receive, why, wanted, objection, world));
        }
        if (silence.neglected(receive)) {
            return Optional.of(
                    again(work, instance, receive, Problems.notTaken(receive.host()), wanted, objection, world));
        }
        return receive.task().starting() && silence.alive() ? Optional.empty() : Optional.of(silence.waitFor(receive));
    }

    /** The machine is the new host's: only that one can say how it is. */
    Decision afterwards(
            OpenWork work,
            Seen<Instance> instance,
            Optional<SeenTask> receive,
            List<SeenTask> all,
            Map<String, String> result,
            World world) {
        String host = instance.value().compute().orElse("");
        if (receive.isEmpty()) {
            return world.manages(host, work.target())
                    ? end.succeeded(work, instance, all, result, world)
                    : end.inDoubt(work, instance, all, Problems.taskLost(host), world);
        }
        Optional<TaskEnd> how = receive.get().task().end();
        if (how.isEmpty()) {
            HostSilence silence = new HostSilence(rules, world, host);
            return silence.givenUp(receive.get())
                    ? end.inDoubt(work, instance, all, Problems.hostSilent(host, "it has the machine"), world)
                    : silence.waitFor(receive.get());
        }
        if (how.get().state() == TaskEnd.State.SUCCEEDED) {
            Map<String, String> both = new LinkedHashMap<>(result);
            both.putAll(how.get().result());
            return end.succeeded(work, instance, all, both, world);
        }
        Problem why = how.get().problem().orElseGet(() -> Problems.taskLost(host));
        return end.inDoubt(work, instance, all, Problems.movedBadly(host, why), world);
    }

    /** Another host, for the machine has not left its own. */
    private Decision again(
            OpenWork work,
            Seen<Instance> instance,
            SeenTask receive,
            Problem why,
            Wanted wanted,
            Objection objection,
            World world) {
        if (wanted.compute().isPresent() || work.unit().attempts() >= rules.maxAttempts()) {
            return end.undone(work, instance, List.of(receive), why, world);
        }
        return place(work, instance, wanted, objection, Optional.of(receive), Optional.of(why), world);
    }

    private Decision place(
            OpenWork work,
            Seen<Instance> instance,
            Wanted wanted,
            Objection objection,
            Optional<SeenTask> before,
            Optional<Problem> why,
            World world) {
        if (!world.placing()) {
            return new Decision.Later();
        }
        List<String> excluded = new ArrayList<>(work.unit().excluded());
        before.ifPresent(failed -> excluded.add(failed.host()));
        ScheduleAnswer answer = world.schedule(request(instance.value(), wanted, excluded, world));
        if (answer instanceof NoPlace none) {
            return nowhere(work, instance, wanted, before, why, none, world);
        }
        Placement placement = (Placement) answer;
        boolean copy = !shareStorage(wanted.from(), placement.host(), world);
        Optional<Problem> against = objection.to(instance.value(), wanted.from(), placement.host(), copy);
        if (against.isPresent()) {
            return before.isPresent()
                    ? end.undone(work, instance, List.copyOf(before.stream().toList()), against.get(), world)
                    : end.refused(work, against.get(), world);
        }
        int attempt = work.unit().attempts() + 1;
        TaskDetail.Receive detail = new TaskDetail.Receive(wanted.from(), wanted.live(), copy, wanted.evacuated());
        Task task = tasks.receive(work, instance.value(), attempt, wanted.consumes(instance.value()), detail, world);
        WorkUnit placed = work.unit()
                .change()
                .running(work.unit().birthedOn().orElse(world.now()))
                .attempts(attempt)
                .excluded(excluded)
                .placement(Optional.of(new WorkUnit.Placement(placement.host(), task.id())))
                .steps(Steps.placedElsewhere(work.unit(), world.now()), wanted.steps(copy))
                .explain(placement.explanation())
                .build();
        ActBuilder act = Decision.act(before.isPresent() ? Step.RETRY : Step.PLACE);
        before.ifPresent(failed -> act.ops(Moves.delete(failed)));
        Instance held =
                instance.value().change().workUnit(Optional.of(work.id())).build();
        return act.ops(moves.drive(work, placed))
                .ops(moves.set(instance, held))
                .placement(new Reservation(placement.host(), task.consumes()))
                .ops(Op.create(moves.paths().nextTask(placement.host(), task.id()), task))
                .build();
    }

    private Decision nowhere(
            OpenWork work,
            Seen<Instance> instance,
            Wanted wanted,
            Optional<SeenTask> before,
            Optional<Problem> why,
            NoPlace none,
            World world) {
        if (before.isEmpty()) {
            Problem nowhere = wanted.why()
                    .map(full -> Problems.neitherHere(full, none.sentence()))
                    .orElseGet(() -> Problems.noCapacity(none.sentence()));
            return end.refused(work, nowhere, none, world);
        }
        Problem failure = why.orElseGet(() -> Problems.noCapacity(none.sentence()));
        Problem problem = Problems.nowhereElse(failure, before.get().host(), none.sentence());
        return end.undone(work, instance, List.of(before.get()), problem, world);
    }

    private static PlacementRequest request(Instance instance, Wanted wanted, List<String> excluded, World world) {
        String kind =
                world.self(wanted.from()).map(self -> self.hypervisor().kind()).orElse("");
        return PlacementRequest.moving(
                wanted.shape().orElseGet(instance::spec),
                wanted.consumes(instance),
                world.networkNeeds(instance.nics()),
                excluded,
                wanted.compute(),
                kind,
                new PlacementRequest.Move(
                        wanted.from(), !wanted.evacuated(), storage(instance, wanted, world), pools(instance)));
    }

    /** Where something is that does not go along otherwise. Of a host that was asked for by name the objection tells more. */
    private static Optional<String> storage(Instance instance, Wanted wanted, World world) {
        boolean stays = !instance.snapshots().isEmpty()
                || (wanted.evacuated() && !instance.volumes().isEmpty());
        return stays && wanted.compute().isEmpty()
                ? world.self(wanted.from()).flatMap(ComputeSelf::sharedStorage)
                : Optional.empty();
    }

    /** Each volume lies in a pool of the same name wherever its machine goes, whether it is copied or shared. */
    private static Set<String> pools(Instance instance) {
        return instance.volumes().stream()
                .map(VolumeDisk::pool)
                .filter(pool -> !pool.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the disks of the one host's machines are there on the other one, too. */
    static boolean shareStorage(String one, String other, World world) {
        Optional<String> storage = world.self(one).flatMap(ComputeSelf::sharedStorage);
        return storage.isPresent() && storage.equals(world.self(other).flatMap(ComputeSelf::sharedStorage));
    }
}
