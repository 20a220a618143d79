package io.quark.net.alloc;

import io.quark.common.model.MacRange;
import io.quark.common.testing.FakeTree;
import io.quark.common.testing.FakeTreeSession;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeLayout;
import io.quark.common.tree.TreeView.Change;
import io.quark.common.tree.TreeView.Cut;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A laid out tree in memory, with views that lag as far as a test wants. */
final class PaperTree {

    final Paths paths;
    private final FakeTree tree = new FakeTree();
    private final FakeTreeSession session = tree.session();
    private final List<Cut> cuts = new ArrayList<>();
    /** What was read of nodes already; a node that changes is another one. */
    private final IdentityHashMap<Node, Object> records = new IdentityHashMap<>();

    private Optional<NetTree> net = Optional.empty();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    PaperTree() {
        paths = tree.layOut("/quark");
        List<Change> all = new ArrayList<>();
        below(paths.net()).forEach(node -> all.add(new Change(node.path(), Optional.empty(), Optional.of(node))));
        cuts.add(new Cut(1, all));
    }

    /** With this range of MACs. */
    PaperTree(String macs) {
        this();
        String id = TreeLayout.DEFAULT_MAC_RANGE;
        must(List.of(
                Op.set(paths.macRange(id), new MacRange(id, "macs", macs, 300, MacRange.State.ACTIVE, now, ""), 0)));
    }

    /** How many transactions were committed. */
    int zxid() {
        return cuts.size();
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
        tree.advance(time);
    }

    /** Commits what must succeed; returns its zxid. */
    long must(List<Op> ops) {
        Commit commit = commit(ops);
        if (commit instanceof Commit.Committed committed) {
            return committed.zxid();
        }
        throw new AssertionError("not committed: " + commit + " of " + ops);
    }

    /** As ZooKeeper does; tells every zxid. */
    Commit commit(List<Op> ops) {
        Transaction transaction = new Transaction(ops);
        if (!transaction.withinBounds()) {
            throw new AssertionError("a transaction of " + ops.size() + " operations is beyond its bounds");
        }
        Map<String, Optional<Node>> before = new LinkedHashMap<>();
        ops.forEach(op -> before.put(op.path(), node(op.path())));
        Commit commit = session.commit(transaction).join();
        if (!(commit instanceof Commit.Committed)) {
            return commit;
        }
        List<Change> changes = new ArrayList<>();
        before.forEach((path, old) -> {
            Optional<Node> after = node(path);
            if (!old.equals(after)) {
                changes.add(new Change(path, old, after));
            }
        });
        long zxid = cuts.size() + 1L;
        net = Optional.empty();
        cuts.add(new Cut(zxid, changes));
        return new Commit.Committed(zxid);
    }

    Optional<Node> node(String path) {
        return tree.node(path);
    }

    /** What stands in a node, which is read only once. */
    <T> T record(Node node, Class<T> type) {
        return type.cast(records.computeIfAbsent(node, it -> it.as(type)));
    }

    /** What the tree says of networks now; until the next transaction the same. */
    NetTree net() {
        NetTree now = net.orElseGet(() -> new NetTree(this));
        net = Optional.of(now);
        return now;
    }

    /** All nodes below a path, parents first. */
    List<Node> below(String path) {
        return tree.below(path);
    }

    View view(Consumer<Cut> listener) {
        return new View(listener);
    }

    /** Sees the tree as it once was, until it is told to look further. */
    final class View {
        private final Consumer<Cut> listener;
        private int seen;

        private View(Consumer<Cut> listener) {
            this.listener = listener;
        }

        void catchUp() {
            look(cuts.size());
        }

        void look(int steps) {
            int until = Math.min(cuts.size(), seen + steps);
            while (seen < until) {
                listener.accept(cuts.get(seen++));
            }
        }

        boolean isCaughtUp() {
            return seen == cuts.size();
        }

        /** Misses what happened, and is told the differences as one cut. */
        void catchUpAfterGap() {
            Map<String, Change> changes = new TreeMap<>();
            for (Cut cut : cuts.subList(seen, cuts.size())) {
                for (Change change : cut.changes()) {
                    Change first = changes.getOrDefault(change.path(), change);
                    changes.put(change.path(), new Change(change.path(), first.before(), change.after()));
                }
            }
            changes.values()
                    .removeIf(change ->
                            change.before().isEmpty() && change.after().isEmpty());
            seen = cuts.size();
            listener.accept(new Cut(seen, List.copyOf(changes.values())));
        }
    }
}
