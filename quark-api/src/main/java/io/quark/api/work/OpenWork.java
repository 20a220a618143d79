package io.quark.api.work;

import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Tells whether something that was asked of a thing has not ended yet, also where no orc has taken it up. Reads what is open in the thing's shard: for
 * the rare case in which that matters. Thread safe.
 */
public final class OpenWork {

    private final TreeSession session;
    private final Paths paths;

    public OpenWork(TreeSession session, Paths paths) {
        this.session = session;
        this.paths = paths;
    }

    /** Whether there is open work on the thing of this id. */
    public CompletableFuture<Boolean> of(String target) {
        int shard = paths.shardOf(target);
        return session.sync()
                .thenCompose(synced -> session.list(List.of(paths.nextWorkUnits(shard), paths.activeWorkUnits(shard))))
                .thenCompose(lists -> session.read(Stream.concat(
                                lists.get(0).orElse(List.of()).stream().map(paths::nextWorkUnit),
                                // One that is taken up between the two looks is there.
                                lists.stream()
                                        .flatMap(Optional::stream)
                                        .flatMap(List::stream)
                                        .map(paths::activeWorkUnit))
                        .toList()))
                .thenApply(nodes -> nodes.stream()
                        .flatMap(Optional::stream)
                        .anyMatch(node -> node.as(WorkUnit.class).target().id().equals(target)));
    }
}
