package io.quark.api.work;

import io.quark.common.model.Task;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeView;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads work units: one snapshot of the three places where each may be. Thread safe. */
public final class WorkUnitReader {

    private final TreeSession session;
    private final TreeView computes;
    private final Paths paths;

    /**
     * A reader.
     *
     * @param computes a view that covers all computes' directories: it tells how far a task is without a further read
     */
    public WorkUnitReader(TreeSession session, TreeView computes, Paths paths) {
        this.session = session;
        this.computes = computes;
        this.paths = paths;
    }

    /** The work unit as it is recorded; empty where there is none of that id, or it was reaped. */
    public CompletableFuture<Optional<WorkUnit>> read(String id) {
        return session.read(paths.workUnitPlaces(id))
                .thenApply(places ->
                        places.stream().flatMap(Optional::stream).findFirst().map(node -> node.as(WorkUnit.class)));
    }

    /** What clients are told of it now, with the steps that its compute has made so far. */
    public WorkUnitAnswer answer(WorkUnit work) {
        Optional<Task> task = work.isTerminal() ? Optional.empty() : task(work);
        return WorkUnitAnswer.of(work, task);
    }

    private Optional<Task> task(WorkUnit work) {
        return work.placement()
                .flatMap(place -> computes.get(paths.activeTask(place.compute(), place.task())))
                .filter(node -> node.data().length > 0)
                .map(WorkUnitReader::task);
    }

    private static Task task(Node node) {
        return node.as(Task.class);
    }
}
