package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.workflow.Decision.ActBuilder;
import io.quark.orc.workflow.Decision.Step;
import java.util.List;
import java.util.Optional;

/**
 * What comes after a work unit has ended: a host that was silent past the gate returns and ends its task, or a cancel mark is
 * set too late. Note is taken of it, and it goes.
 */
public final class Afterwards {

    private final Moves moves;
    private final LateChange late;
    private final AfterMove afterMove;

    public Afterwards(Paths paths) {
        this.moves = new Moves(paths);
        this.late = new LateChange(moves);
        this.afterMove = new AfterMove(moves);
    }

    /**
     * Decides on what is left of a work unit that is neither in {@code next_tasks} nor in {@code active_tasks}.
     *
     * @param cancelMark whether its cancel mark stands
     */
    public Decision next(String workUnit, boolean cancelMark, World world) {
        ActBuilder act = Decision.act(Step.AFTERWARDS);
        boolean something = cancelMark;
        if (cancelMark) {
            act.ops(Op.delete(moves.paths().cancel(workUnit), Op.ANY_VERSION));
        }
        if (!something) {
            Optional<Decision> ofMove = afterMove.next(world.tasksOf(workUnit), world);
            if (ofMove.isPresent()) {
                return ofMove.get();
            }
        }
        List<SeenTask> ended =
                world.tasksOf(workUnit).stream().filter(Afterwards::isOver).toList();
        if (!ended.isEmpty()) {
            // One task at a time: two could want to change the same instance.
            SeenTask task = ended.get(0);
            act.ops(Moves.delete(task));
            adopt(workUnit, task, act, world);
            something = true;
        }
        return something ? act.build() : Decision.WAIT;
    }

    /** What is left of moves has its own rules. */
    private static boolean isOver(SeenTask task) {
        TaskKind kind = task.task().kind();
        return task.hasEnded() && kind != TaskKind.SEND && kind != TaskKind.RECEIVE;
    }

    /** The instance takes the result, unless somebody else works on it already. */
    private void adopt(String workUnit, SeenTask task, ActBuilder act, World world) {
        Optional<Seen<Instance>> instance = world.instance(task.task().instance())
                .filter(seen -> seen.value().workUnit().isEmpty());
        Optional<TaskEnd> how = task.task().end();
        TaskKind kind = task.task().kind();
        if (how.isEmpty() || world.instance(task.task().instance()).isPresent() != instance.isPresent()) {
            return;
        }
        if (kind != TaskKind.BUILD && kind != TaskKind.DELETE) {
            act.ops(late.adopt(workUnit, task, how.get(), world));
            return;
        }
        if (instance.isEmpty()) {
            return;
        }
        boolean well = how.get().state() == TaskEnd.State.SUCCEEDED;
        if (!well) {
            act.ops(moves.leave(instance.get(), Instance.Status.ERROR, how.get().problem()));
        } else if (kind == TaskKind.BUILD) {
            act.ops(moves.leave(instance.get(), Instance.Status.ACTIVE, Optional.empty()));
        } else {
            act.ops(moves.delete(instance.get()))
                    .ops(world.releaseNics(instance.get().value(), workUnit))
                    .ops(Belongings.giveUp(moves.paths(), instance.get().value(), world));
        }
    }
}
