package io.quark.orc.workflow;

import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.Plan;
import io.quark.net.alloc.Removal;
import io.quark.orc.workflow.Decision.Step;
import java.util.List;
import java.util.Map;

/** Makes and removes networks; what belongs to one, and what keeps one, is quark-net's to say. */
final class NetworkWorkflow implements Workflow {

    private final Moves moves;

    NetworkWorkflow(Paths paths) {
        this.moves = new Moves(paths);
    }

    @Override
    public Decision next(OpenWork work, World world) {
        if (work.cancelAsked() && !work.taken()) {
            return Decision.act(Step.RECORD)
                    .ops(moves.cancel(work, work.unit().change(), world.now()))
                    .build();
        }
        return work.unit().request().orElse(null) instanceof CreateNetwork request
                ? create(work, request, world)
                : remove(work, world);
    }

    private Decision create(OpenWork work, CreateNetwork request, World world) {
        Plan plan = world.planNetwork(request, work.id());
        var act = Decision.act(Step.RECORD);
        var changed = work.unit().change();
        if (plan instanceof Plan.Planned planned) {
            return act.plan(planned)
                    .ops(moves.succeed(work, changed.result(Map.of("network", work.target())), world.now()))
                    .build();
        }
        Plan.Refused refused = (Plan.Refused) plan;
        if (refused.provisional()) {
            return Decision.Wait.until(world.now().plus(Rules.PROVISIONAL));
        }
        return act.ops(moves.fail(work, changed, refused.problem(), world.now()))
                .build();
    }

    /** A large network takes several steps; while there are more to come the work unit stays in {@code active_tasks}. */
    private Decision remove(OpenWork work, World world) {
        Removal removal = world.removeNetwork(work.target(), work.id());
        var act = Decision.act(Step.RECORD);
        var changed = work.unit().change();
        if (removal instanceof Removal.Held held) {
            return act.ops(held.ops())
                    .ops(moves.fail(work, changed, held.problem(), world.now()))
                    .build();
        }
        Removal.Step step = (Removal.Step) removal;
        act.ops(step.ops());
        if (!step.moreToCome()) {
            return act.ops(moves.succeed(work, changed.result(Map.of("network", work.target())), world.now()))
                    .build();
        }
        if (work.taken()) {
            return act.ops(Op.check(moves.paths().activeWorkUnit(work.id()), work.version()))
                    .build();
        }
        return act.ops(moves.drive(
                        work,
                        changed.running(world.now())
                                .steps(List.of(), List.of("remove"))
                                .build()))
                .build();
    }
}
