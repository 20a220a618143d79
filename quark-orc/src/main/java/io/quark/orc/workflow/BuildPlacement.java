package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.Task;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NicsRequest;
import io.quark.net.alloc.Plan;
import io.quark.orc.cluster.Reservation;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.schedule.PlacementRequest;
import io.quark.orc.schedule.ScheduleAnswer;
import io.quark.orc.schedule.ScheduleAnswer.NoPlace;
import io.quark.orc.schedule.ScheduleAnswer.Placement;
import io.quark.orc.workflow.Decision.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of a build that chooses: its host and addresses at first, another host after a failure. */
final class BuildPlacement {

    private final Rules rules;
    private final Moves moves;
    private final Machines machines;
    private final BuildEnd end;

    BuildPlacement(Rules rules, Moves moves, Machines machines, BuildEnd end) {
        this.end = end;
        this.rules = rules;
        this.moves = moves;
        this.machines = machines;
    }

    /** The first placement: everything that the machine needs, in one step or not at all. */
    Decision first(OpenWork work, World world) {
        if (!(work.unit().request().orElse(null) instanceof BuildInstance request)) {
            return end.failedAtOnce(work, Problems.unreadable(work.id()), world);
        }
        if (world.instance(work.target()).isPresent()) {
            return end.failedAtOnce(work, Problems.exists("instance", work.target()), world);
        }
        if (!world.placing()) {
            return new Decision.Later();
        }
        InstanceSpec spec = request.spec();
        Plan plan = world.planNics(
                new NicsRequest(work.id(), work.unit().project(), work.target(), spec.name(), spec.nics()));
        if (plan instanceof Plan.Refused refused) {
            if (refused.provisional()) {
                return Decision.Wait.until(world.now().plus(Rules.PROVISIONAL));
            }
            return end.failedAtOnce(work, refused.problem(), world);
        }
        Plan.Planned nics = (Plan.Planned) plan;
        long bandwidth = world.promisedKbps(nics.nics());
        ScheduleAnswer answer = world.schedule(
                PlacementRequest.of(request.spec(), world.networkNeeds(nics.nics()), bandwidth, List.of()));
        if (answer instanceof NoPlace none) {
            // What was planned is given up with the decision that does not use it.
            Instant patience = work.unit().createdAt().plus(rules.placementWait());
            return world.now().isBefore(patience)
                    ? Decision.Wait.until(world.now().plus(Rules.ROOM))
                    : end.failedAtOnce(work, Problems.noCapacity(none.sentence()), none, world);
        }
        return place(work, request, (Placement) answer, nics, bandwidth, world);
    }

    private Decision place(
            OpenWork work, BuildInstance request, Placement placement, Plan.Planned plan, long bandwidth, World world) {
        Instance instance = instance(work.unit(), request, placement.host(), plan.nics(), bandwidth, world.now());
        Task task = machines.build(work.id(), instance, world.epoch(work.id()), 1);
        WorkUnit placed = work.unit()
                .change()
                .running(world.now())
                .attempts(1)
                .placement(Optional.of(new WorkUnit.Placement(placement.host(), task.id())))
                .steps(Steps.placed(work.unit(), world.now()), Steps.OF_BUILD)
                .explain(placement.explanation())
                .build();
        return Decision.act(Step.PLACE)
                .ops(moves.drive(work, placed))
                .ops(Op.create(moves.paths().instance(instance.id()), instance))
                .plan(plan)
                .ops(world.place(plan.nics(), instance.id(), placement.host()))
                .placement(new Reservation(placement.host(), task.consumes()))
                .ops(Op.create(moves.paths().nextTask(placement.host(), task.id()), task))
                .build();
    }

    /**
     * Another host for a build whose task ended without a machine, or certainly never will make one. Addresses and MACs are
     * kept.
     *
     * @param task goes in the same step
     * @param failure why it has to go elsewhere
     */
    Decision again(OpenWork work, Seen<Instance> instance, SeenTask task, Problem failure, World world) {
        if (work.unit().attempts() >= rules.maxAttempts()) {
            return end.failedAndReleased(work, instance, List.of(task), failure, Optional.empty(), world);
        }
        if (!world.placing()) {
            return new Decision.Later();
        }
        List<String> excluded = new ArrayList<>(work.unit().excluded());
        excluded.add(task.host());
        Instance machine = instance.value();
        ScheduleAnswer answer = world.schedule(
                PlacementRequest.of(machine.spec(), world.networkNeeds(machine.nics()), machine.bandwidth(), excluded));
        if (answer instanceof NoPlace none) {
            Problem problem = Problems.nowhereElse(failure, task.host(), none.sentence());
            return end.failedAndReleased(work, instance, List.of(task), problem, Optional.of(none), world);
        }
        Placement placement = (Placement) answer;
        int attempt = work.unit().attempts() + 1;
        Task next = machines.build(work.id(), instance.value(), world.epoch(work.id()), attempt);
        WorkUnit placed = work.unit()
                .change()
                .attempts(attempt)
                .excluded(excluded)
                .placement(Optional.of(new WorkUnit.Placement(placement.host(), next.id())))
                .steps(Steps.placedAgain(work.unit(), task, world.now()), Steps.OF_BUILD)
                .explain(placement.explanation())
                .build();
        return Decision.act(Step.RETRY)
                .ops(Moves.delete(task))
                .ops(moves.drive(work, placed))
                .ops(moves.hold(instance, work.id(), placement.host(), Instance.Status.BUILDING))
                .ops(world.place(machine.nics(), machine.id(), placement.host()))
                .placement(new Reservation(placement.host(), next.consumes()))
                .ops(Op.create(moves.paths().nextTask(placement.host(), next.id()), next))
                .build();
    }

    private static Instance instance(
            WorkUnit unit, BuildInstance request, String host, List<Nic> nics, long bandwidth, Instant now) {
        return Instance.building(
                unit.target().id(),
                unit.project(),
                request.spec(),
                request.boot(),
                host,
                nics,
                unit.id(),
                now,
                bandwidth);
    }
}
