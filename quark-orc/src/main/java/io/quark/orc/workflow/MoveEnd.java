package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.Problem;
import io.quark.common.model.WorkUnit;
import io.quark.common.model.WorkUnitBuilder;
import io.quark.common.tree.Op;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.schedule.ScheduleAnswer.NoPlace;
import io.quark.orc.workflow.Decision.Step;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ways in which a move ends. */
final class MoveEnd {

    private final Moves moves;

    MoveEnd(Moves moves) {
        this.moves = moves;
    }

    /** Before anything was begun, so that nothing is held. */
    Decision refused(OpenWork work, Problem problem, World world) {
        return Decision.act(Step.FINISH)
                .ops(moves.fail(work, work.unit().change(), problem, world.now()))
                .build();
    }

    /** No host could take it. */
    Decision refused(OpenWork work, Problem problem, NoPlace none, World world) {
        return Decision.act(Step.FINISH)
                .ops(moves.fail(work, work.unit().change().explain(none.explanation()), problem, world.now()))
                .build();
    }

    Decision cancelledAtOnce(OpenWork work, World world) {
        return Decision.act(Step.FINISH)
                .ops(moves.cancel(work, work.unit().change(), world.now()))
                .build();
    }

    /** The machine is where it was, and as it was: what the hosts were asked for is withdrawn. */
    Decision undone(OpenWork work, Seen<Instance> instance, List<SeenTask> tasks, Problem problem, World world) {
        return withdrawn(tasks)
                .ops(moves.fail(work, seen(work.unit(), tasks), problem, world.now()))
                .ops(released(instance))
                .build();
    }

    /** As {@link #undone}, because it was asked for. */
    Decision cancelled(OpenWork work, Seen<Instance> instance, List<SeenTask> tasks, World world) {
        return withdrawn(tasks)
                .ops(moves.cancel(work, seen(work.unit(), tasks), world.now()))
                .ops(released(instance))
                .build();
    }

    /** It lives on its new host. */
    Decision succeeded(
            OpenWork work, Seen<Instance> instance, List<SeenTask> tasks, Map<String, String> more, World world) {
        Map<String, String> result = new LinkedHashMap<>();
        result.put("instance", work.target());
        instance.value().compute().ifPresent(compute -> result.put("compute", compute));
        result.putAll(more);
        WorkUnitBuilder changed = seen(work.unit(), tasks).result(result);
        return withdrawn(tasks)
                .ops(moves.succeed(work, changed, world.now()))
                .ops(moves.leave(instance, Instance.Status.ACTIVE, Optional.empty()))
                .build();
    }

    /** It lives on its new host, and what it was moved for is not done. */
    Decision movedOnly(OpenWork work, Seen<Instance> instance, List<SeenTask> tasks, Problem problem, World world) {
        return withdrawn(tasks)
                .ops(moves.fail(work, seen(work.unit(), tasks), problem, world.now()))
                .ops(moves.leave(instance, Instance.Status.ACTIVE, Optional.empty()))
                .build();
    }

    /**
     * The machine is its new host's and does not run there, or it is not known where it is: it stays recorded where it was last known to be,
     * with the fault. Tasks that a host has taken and not ended stay; {@link Afterwards} takes note of them.
     */
    Decision inDoubt(OpenWork work, Seen<Instance> instance, List<SeenTask> tasks, Problem problem, World world) {
        List<SeenTask> over =
                tasks.stream().filter(task -> task.hasEnded() || !task.taken()).toList();
        return withdrawn(over)
                .ops(moves.fail(work, seen(work.unit(), over), problem, world.now()))
                .ops(moves.leave(instance, Instance.Status.ERROR, Optional.of(problem)))
                .build();
    }

    /** There is no such machine any more. */
    Decision lost(OpenWork work, List<SeenTask> tasks, World world) {
        Problem problem = Problems.recordLost("instance", work.target());
        return withdrawn(tasks)
                .ops(moves.fail(work, seen(work.unit(), tasks), problem, world.now()))
                .build();
    }

    private Op released(Seen<Instance> instance) {
        return moves.set(
                instance, instance.value().change().workUnit(Optional.empty()).build());
    }

    private static Decision.ActBuilder withdrawn(List<SeenTask> tasks) {
        var act = Decision.act(Step.FINISH);
        tasks.forEach(task -> act.ops(Moves.delete(task)));
        return act;
    }

    /** What the hosts have done is added, by the time at which it was done, and is not left any more. */
    static WorkUnitBuilder seen(WorkUnit unit, List<SeenTask> tasks) {
        List<WorkUnit.Step> done = tasks.stream()
                .flatMap(task -> Steps.with(unit, task).stream())
                .distinct()
                .sorted(Comparator.comparing(WorkUnit.Step::completedAt))
                .toList();
        List<WorkUnit.Step> all = tasks.isEmpty() ? unit.stepsCompleted() : done;
        List<String> left = unit.stepsLeft().stream()
                .filter(step -> all.stream().noneMatch(one -> one.name().equals(step)))
                .toList();
        return unit.change().steps(all, left);
    }
}
