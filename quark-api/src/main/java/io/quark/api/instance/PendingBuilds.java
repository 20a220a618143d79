package io.quark.api.instance;

import io.quark.api.work.WorkUnitIds;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Finds machines that were accepted and that no orc has taken up yet: their only record is the work unit, and an instance's id follows from its. So what
 * a 202 names can be read at once, by anyone. Thread safe.
 */
public final class PendingBuilds {

    private final TreeSession session;
    private final Paths paths;

    public PendingBuilds(TreeSession session, Paths paths) {
        this.session = session;
        this.paths = paths;
    }

    /** The work unit that is going to build the instance of this id. */
    public CompletableFuture<Optional<WorkUnit>> of(String instance) {
        return session.list(List.of(paths.nextWorkUnits(paths.shardOf(instance))))
                .thenCompose(lists -> {
                    Optional<String> builder = lists.get(0).orElse(List.of()).stream()
                            .filter(unit -> WorkUnitIds.made(unit, InstanceRoutes.TYPE, paths.shards())
                                    .equals(instance))
                            .findFirst();
                    return builder.map(this::read).orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
                });
    }

    private CompletableFuture<Optional<WorkUnit>> read(String unit) {
        return session.read(List.of(paths.nextWorkUnit(unit)))
                .thenApply(nodes ->
                        nodes.get(0).map(node -> node.as(WorkUnit.class)).filter(PendingBuilds::isBuild));
    }

    private static boolean isBuild(WorkUnit work) {
        return work.request().filter(BuildInstance.class::isInstance).isPresent();
    }
}
