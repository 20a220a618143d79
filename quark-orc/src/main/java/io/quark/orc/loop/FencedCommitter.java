package io.quark.orc.loop;

import io.quark.common.lead.Fence;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The one place from which an orc writes to the tree (an architecture test holds that). Every transaction begins with a check of
 * the epoch of each shard that it acts for, so that a deposed leader can write nothing. Thread safe.
 */
final class FencedCommitter {

    private final TreeSession session;
    private final Paths paths;
    private final OrcMetrics metrics;

    FencedCommitter(TreeSession session, Paths paths, OrcMetrics metrics) {
        this.session = session;
        this.paths = paths;
        this.metrics = metrics;
    }

    /**
     * Sends a transaction.
     *
     * @param fences of all shards that it acts for, at least one; they take the first places in it
     * @return the outcome; fails only if the transaction is beyond its bounds
     */
    CompletableFuture<Commit> commit(Collection<Fence> fences, List<Op> ops) {
        if (fences.isEmpty()) {
            throw new IllegalArgumentException("a transaction without a fence");
        }
        List<Op> all = new ArrayList<>(fences.size() + ops.size());
        fences.forEach(fence -> all.add(fence.check(paths)));
        all.addAll(ops);
        metrics.sent(all.size());
        try {
            return session.commit(new Transaction(all));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
