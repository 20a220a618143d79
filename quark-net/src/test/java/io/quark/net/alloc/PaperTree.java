package io.quark.net.alloc;

import io.quark.common.model.MacRange;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeView.Change;
import io.quark.common.tree.TreeView.Cut;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A tree on paper: transactions as ZooKeeper does them, its clock, and views that lag as far as a test wants. */
final class PaperTree {

    final Paths paths = new Paths("/quark", 16);
    private final TreeMap<String, Node> nodes = new TreeMap<>();
    private final List<Cut> cuts = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** An empty Quark with the layout of networks. */
    static PaperTree laidOut() {
        PaperTree tree = new PaperTree();
        tree.must(List.of(
                Op.createEmpty("/quark"), Op.createEmpty("/quark/names"), Op.createEmpty("/quark/names/network")));
        tree.must(NetLayout.create(tree.paths, tree.now));
        return tree;
    }

    /** An empty Quark with one range of MACs. */
    static PaperTree laidOut(String macs) {
        PaperTree tree = laidOut();
        String ranges = tree.paths.macRanges();
        String range = tree.below(ranges).stream()
                .filter(node -> node.path().endsWith("/macs") && !node.path().contains(NetLayout.REQUESTED_MACS))
                .map(node -> Paths.parent(node.path()).orElseThrow())
                .findFirst()
                .orElseThrow();
        tree.must(List.of(Op.set(range, new MacRange(Paths.lastPart(range), macs, 300, tree.now), 0)));
        return tree;
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
    }

    /** Commits what must succeed; returns its zxid. */
    long must(List<Op> ops) {
        Commit commit = commit(ops);
        if (commit instanceof Commit.Committed committed) {
            return committed.zxid();
        }
        throw new AssertionError("not committed: " + commit + " of " + ops);
    }

    Commit commit(List<Op> ops) {
        if (!new Transaction(ops).withinBounds()) {
            throw new AssertionError("a transaction of " + ops.size() + " operations is beyond its bounds");
        }
        long zxid = cuts.size() + 1L;
        Map<String, Optional<Node>> before = new HashMap<>();
        for (int i = 0; i < ops.size(); i++) {
            Op op = ops.get(i);
            Optional<Node> node = node(op.path());
            before.putIfAbsent(op.path(), node);
            Optional<Commit.Reason> fault = faultOf(op, node);
            if (fault.isPresent()) {
                before.forEach((path, old) -> old.ifPresentOrElse(it -> nodes.put(path, it), () -> nodes.remove(path)));
                return new Commit.Refused(i, op, fault.get());
            }
            apply(op, node, zxid);
        }
        List<Change> changes = new ArrayList<>();
        before.forEach((path, old) -> {
            if (!old.equals(node(path))) {
                changes.add(new Change(path, old, node(path)));
            }
        });
        cuts.add(new Cut(zxid, changes));
        return new Commit.Committed(zxid);
    }

    private Optional<Commit.Reason> faultOf(Op op, Optional<Node> node) {
        if (op instanceof Op.Create create) {
            boolean hasParent =
                    Paths.parent(create.path()).map(nodes::containsKey).orElse(true);
            return node.isPresent()
                    ? Optional.of(Commit.Reason.NODE_EXISTS)
                    : hasParent ? Optional.empty() : Optional.of(Commit.Reason.NO_NODE);
        }
        if (node.isEmpty()) {
            return Optional.of(Commit.Reason.NO_NODE);
        }
        int version = op instanceof Op.Set set
                ? set.version()
                : op instanceof Op.Delete delete ? delete.version() : ((Op.Check) op).version();
        if (version != Op.ANY_VERSION && version != node.get().version()) {
            return Optional.of(Commit.Reason.BAD_VERSION);
        }
        return op instanceof Op.Delete && hasChildren(op.path())
                ? Optional.of(Commit.Reason.NOT_EMPTY)
                : Optional.empty();
    }

    private boolean hasChildren(String path) {
        String next = nodes.higherKey(path + "/");
        return next != null && next.startsWith(path + "/");
    }

    private void apply(Op op, Optional<Node> node, long zxid) {
        if (op instanceof Op.Create create) {
            nodes.put(create.path(), new Node(create.path(), create.data(), 0, 0, zxid, zxid, now, now, 0));
        } else if (op instanceof Op.Set set) {
            Node old = node.orElseThrow();
            nodes.put(
                    set.path(),
                    new Node(
                            set.path(),
                            set.data(),
                            old.version() + 1,
                            0,
                            old.createdZxid(),
                            zxid,
                            old.createdAt(),
                            now,
                            0));
        } else if (op instanceof Op.Delete) {
            nodes.remove(op.path());
        }
    }

    Optional<Node> node(String path) {
        return Optional.ofNullable(nodes.get(path));
    }

    /** All nodes below a path. */
    List<Node> below(String path) {
        return List.copyOf(nodes.subMap(path + "/", path + "0").values());
    }

    /** How many nodes there are below a path. */
    int size(String path) {
        return nodes.subMap(path + "/", path + "0").size();
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
