package io.quark.common.testing;

import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.ZooKeeperSession;
import java.util.List;
import java.util.Optional;

/**
 * A tree of its own on a {@link ZooKeeperFixture}, laid out as a fresh Quark is, and a session to it.
 */
public record LaidOutTree(ZooKeeperSession session, Paths paths) {

    /** Commits, and insists that it succeeds. */
    public void commit(Op... ops) {
        Commit outcome = session.commit(Transaction.of(ops)).join();
        if (!(outcome instanceof Commit.Committed)) {
            throw new AssertionError(outcome);
        }
    }

    /** The node as it is now, by anyone's commits. */
    public Optional<Node> node(String path) {
        return session.sync()
                .thenCompose(synced -> session.read(List.of(path)))
                .join()
                .get(0);
    }

    /** The names of a node's children as they are now; empty also where there is no such node. */
    public List<String> children(String path) {
        return session.sync()
                .thenCompose(synced -> session.list(List.of(path)))
                .join()
                .get(0)
                .orElse(List.of());
    }
}
