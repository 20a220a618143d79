package io.quark.orc.workflow;

import io.quark.common.model.ChildEnd;
import io.quark.common.model.MachineRequest.Group;
import io.quark.common.model.Problem;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.workflow.Decision.ActBuilder;
import io.quark.orc.workflow.Decision.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Waits for several work units, which go on by themselves, in whatever shards they are. Each one's end is told by the transaction that ends it; a cancel
 * is handed on as a mark for each, as a user would set it.
 */
final class GroupWorkflow implements Workflow {

    /** Marks that are set in one step. */
    private static final int MARKS_AT_ONCE = 100;

    private final Moves moves;

    GroupWorkflow(Paths paths) {
        this.moves = new Moves(paths);
    }

    @Override
    public Decision next(OpenWork work, World world) {
        if (!(work.unit().request().orElse(null) instanceof Group group)) {
            return Decision.act(Step.FINISH)
                    .ops(moves.fail(work, work.unit().change(), Problems.unreadable(work.id()), world.now()))
                    .build();
        }
        Map<String, Optional<ChildEnd>> children = world.children(work.id());
        if (work.cancelAsked()) {
            List<String> unasked = children.keySet().stream()
                    .flatMap(child -> world.open(child).stream())
                    .filter(child -> !child.cancelAsked())
                    .map(OpenWork::id)
                    .limit(MARKS_AT_ONCE)
                    .toList();
            if (!unasked.isEmpty()) {
                return handOn(work, unasked, world);
            }
        }
        if (children.values().stream().anyMatch(Optional::isEmpty)) {
            return work.taken() ? Decision.WAIT : begin(work, world);
        }
        return end(work, group, children, world);
    }

    private Decision begin(OpenWork work, World world) {
        return Decision.act(Step.RECORD)
                .ops(moves.drive(work, running(work, world)))
                .build();
    }

    private static WorkUnit running(OpenWork work, World world) {
        return work.unit()
                .change()
                .running(work.unit().birthedOn().orElse(world.now()))
                .steps(List.of(), List.of(Steps.CHILDREN))
                .build();
    }

    private Decision handOn(OpenWork work, List<String> children, World world) {
        ActBuilder act = Decision.act(Step.RECORD)
                .ops(moves.drive(
                        work, running(work, world).change().cancelRequested().build()));
        children.forEach(child -> act.ops(Op.createEmpty(moves.paths().cancel(child))));
        return act.build();
    }

    private Decision end(OpenWork work, Group group, Map<String, Optional<ChildEnd>> children, World world) {
        List<ChildEnd> others = children.values().stream()
                .flatMap(Optional::stream)
                .filter(child -> child.state() != WorkUnit.State.SUCCEEDED)
                .toList();
        int lost = group.children().size() - children.size();
        var changed = work.unit()
                .change()
                .steps(List.of(), List.of())
                .result(Map.of(
                        "succeeded", Integer.toString(children.size() - others.size()),
                        "of", Integer.toString(Math.max(group.children().size(), children.size()))));
        ActBuilder act = Decision.act(Step.FINISH);
        children.keySet()
                .forEach(child -> act.ops(Op.delete(moves.paths().groupChild(work.id(), child), Op.ANY_VERSION)));
        if (world.isGroup(work.id())) {
            act.ops(Op.delete(moves.paths().group(work.id()), Op.ANY_VERSION));
        }
        if (others.isEmpty() && lost <= 0) {
            return act.ops(moves.succeed(work, changed, world.now())).build();
        }
        boolean cancelled = work.cancelAsked()
                && others.stream().anyMatch(child -> child.state() == WorkUnit.State.CANCELLED)
                && others.stream().noneMatch(child -> child.state() == WorkUnit.State.FAILED);
        Problem problem = Problems.ofGroup(others, children.size() + Math.max(0, lost), Math.max(0, lost));
        return act.ops(
                        cancelled
                                ? moves.cancel(work, changed, world.now())
                                : moves.fail(work, changed, problem, world.now()))
                .build();
    }
}
