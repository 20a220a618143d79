package io.quark.orc.workflow;

import io.quark.common.model.ChildEnd;
import io.quark.common.model.Instance;
import io.quark.common.model.Problem;
import io.quark.common.model.WorkUnit;
import io.quark.common.model.WorkUnitBuilder;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.SeenTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The operations by which records move through the tree. Pure: they only say what would be done. */
final class Moves {

    private final Paths paths;

    Moves(Paths paths) {
        this.paths = paths;
    }

    Paths paths() {
        return paths;
    }

    /** From {@code next_tasks} to {@code active_tasks}; or, where it is there already, a new text for it. */
    List<Op> drive(OpenWork work, WorkUnit changed) {
        if (work.taken()) {
            return List.of(Op.set(paths.activeWorkUnit(work.id()), changed, work.version()));
        }
        return List.of(
                Op.delete(paths.nextWorkUnit(work.id()), work.version()),
                Op.create(paths.activeWorkUnit(work.id()), changed));
    }

    List<Op> succeed(OpenWork work, WorkUnitBuilder changed, Instant now) {
        return end(work, changed.ended(WorkUnit.State.SUCCEEDED, now).build());
    }

    List<Op> fail(OpenWork work, WorkUnitBuilder changed, Problem problem, Instant now) {
        return end(
                work, changed.ended(WorkUnit.State.FAILED, now).error(problem).build());
    }

    List<Op> cancel(OpenWork work, WorkUnitBuilder changed, Instant now) {
        return end(
                work,
                changed.ended(WorkUnit.State.CANCELLED, now).cancelRequested().build());
    }

    /** From wherever it is to {@code done}, its cancel mark removed; the group that it is a part of is told. */
    private List<Op> end(OpenWork work, WorkUnit ended) {
        List<Op> ops = new ArrayList<>(4);
        String from = work.taken() ? paths.activeWorkUnit(work.id()) : paths.nextWorkUnit(work.id());
        ops.add(Op.delete(from, work.version()));
        ops.add(Op.create(paths.doneWorkUnit(work.id()), ended));
        ended.parent()
                .ifPresent(group -> ops.add(Op.set(
                        paths.groupChild(group, work.id()),
                        new ChildEnd(
                                ended.state(),
                                ended.target().name(),
                                ended.error().map(Problem::detail)),
                        Op.ANY_VERSION)));
        if (work.cancelAsked()) {
            ops.add(Op.delete(paths.cancel(work.id()), Op.ANY_VERSION));
        }
        int parts = work.parts();
        for (int part = 1; part <= parts; part++) {
            ops.add(Op.delete(paths.requestPart(work.id(), part), Op.ANY_VERSION));
        }
        if (parts > 0) {
            ops.add(Op.delete(paths.request(work.id()), Op.ANY_VERSION));
        }
        return ops;
    }

    /** The record stays; nobody holds it any more. */
    Op leave(Seen<Instance> instance, Instance.Status status, Optional<Problem> fault) {
        Instance was = instance.value();
        return set(
                instance,
                was.change()
                        .workUnit(Optional.empty())
                        .status(status)
                        .fault(fault)
                        .build());
    }

    /** The record is held by a work unit that works on that host. */
    Op hold(Seen<Instance> instance, String workUnit, String compute, Instance.Status status) {
        Instance was = instance.value();
        return set(
                instance,
                was.change()
                        .compute(Optional.of(compute))
                        .workUnit(Optional.of(workUnit))
                        .status(status)
                        .build());
    }

    Op set(Seen<Instance> instance, Instance changed) {
        return Op.set(paths.instance(changed.id()), changed, instance.version());
    }

    Op delete(Seen<Instance> instance) {
        return Op.delete(paths.instance(instance.value().id()), instance.version());
    }

    /** Takes note of an ended task, or withdraws one: with its version, so that the host cannot have changed it meanwhile. */
    static Op delete(SeenTask task) {
        return Op.delete(task.path(), task.version());
    }
}
