package io.quark.common.testing;

import io.quark.common.tree.Commit;
import io.quark.common.tree.Commit.Committed;
import io.quark.common.tree.Commit.Reason;
import io.quark.common.tree.Commit.Refused;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * ZooKeeper's tree in memory, with its rules for versions, ephemerals and transactions, and a clock of its own that
 * stands still unless told. Any number of {@link #session sessions} share it. Thread safe.
 *
 * <p>A differential test holds it to what the real server does.
 */
public final class FakeTree {

    private static final byte[] EMPTY = {};
    private static final Pattern PATH = Pattern.compile("/|(/[^/]++)++");

    private final List<FakeTreeSession> sessions = new ArrayList<>();
    private final TreeMap<String, Node> nodes = new TreeMap<>();
    /** What the present transaction replaced, last first. */
    private final Deque<Replaced> undo = new ArrayDeque<>();

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long zxid;
    private long lastSession;

    private record Replaced(String path, Optional<Node> before) {}

    /** What one transaction did to one node. */
    record Event(String path, boolean gone) {}

    public FakeTree() {
        nodes.put("/", new Node("/", EMPTY, 0, 0, 0, 0, now, now, 0));
    }

    /** A new session, connected. */
    public synchronized FakeTreeSession session() {
        FakeTreeSession session = new FakeTreeSession(this);
        sessions.add(session);
        return session;
    }

    /** Lays the tree out at this root, as a fresh Quark does. */
    public Paths layOut(String root) {
        try (FakeTreeSession session = session()) {
            return new TreeLayout(session, root, () -> now).ensure();
        }
    }

    /** Lets the server's clock go on. */
    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }

    /** The node as it is now. */
    public synchronized Optional<Node> node(String path) {
        return Optional.ofNullable(nodes.get(path));
    }

    /** The names of a node's children as they are now; empty also where there is no such node. */
    public synchronized List<String> children(String path) {
        return childPaths(path).stream().map(Paths::lastPart).toList();
    }

    /** All nodes below a path as they are now, parents first. */
    public synchronized List<Node> below(String path) {
        String prefix = path.equals("/") ? "/" : path + "/";
        return List.copyOf(
                nodes.subMap(prefix, false, prefix + Character.MAX_VALUE, false).values());
    }

    /** Commits as a client with a session of its own, and insists that it succeeds. */
    public void commit(Op... ops) {
        Commit outcome = apply(Transaction.of(ops), 0);
        if (!(outcome instanceof Committed)) {
            throw new AssertionError(outcome);
        }
    }

    synchronized long nextSessionId() {
        return ++lastSession;
    }

    synchronized Commit apply(Transaction transaction, long session) {
        for (int i = 0; i < transaction.ops().size(); i++) {
            Op op = transaction.ops().get(i);
            if (!PATH.matcher(op.path()).matches()) {
                return new Refused(i, op, Reason.OTHER); // the client looks at all paths before it sends
            }
        }
        zxid++;
        undo.clear();
        List<Event> events = new ArrayList<>();
        boolean sets = false;
        for (int i = 0; i < transaction.ops().size(); i++) {
            Op op = transaction.ops().get(i);
            Optional<Reason> refusal = apply(op, session, events);
            if (refusal.isPresent()) {
                undoAll();
                return new Refused(i, op, refusal.get());
            }
            sets |= op instanceof Op.Set;
        }
        tell(events);
        return new Committed(sets ? zxid : 0);
    }

    synchronized void endSession(long session) {
        List<Op> deletes = new ArrayList<>();
        nodes.values().forEach(node -> {
            if (node.ephemeralOwner() == session) {
                deletes.add(Op.delete(node.path(), Op.ANY_VERSION));
            }
        });
        if (!deletes.isEmpty()) {
            apply(new Transaction(deletes), 0);
        }
    }

    synchronized List<Optional<Node>> read(List<String> paths) {
        return paths.stream().map(path -> Optional.ofNullable(nodes.get(path))).toList();
    }

    synchronized List<Optional<List<String>>> list(List<String> paths) {
        return paths.stream()
                .map(path -> nodes.containsKey(path) ? Optional.of(children(path)) : Optional.<List<String>>empty())
                .toList();
    }

    private void tell(List<Event> events) {
        List.copyOf(sessions).forEach(session -> session.told(events, zxid));
    }

    private Optional<Reason> apply(Op op, long session, List<Event> events) {
        String path = op.path();
        if (op instanceof Op.Create create) {
            return create(create, session, events);
        }
        Node node = nodes.get(path);
        if (node == null) {
            return Optional.of(Reason.NO_NODE);
        }
        if (op instanceof Op.Set set) {
            if (differs(set.version(), node)) {
                return Optional.of(Reason.BAD_VERSION);
            }
            put(node, set.data(), node.version() + 1, node.children(), zxid, now);
            events.add(new Event(path, false));
        } else if (op instanceof Op.Delete delete) {
            if (differs(delete.version(), node)) {
                return Optional.of(Reason.BAD_VERSION);
            }
            if (node.children() > 0) {
                return Optional.of(Reason.NOT_EMPTY);
            }
            replace(path, Optional.empty());
            countChildren(parent(path), -1);
            events.add(new Event(path, true));
        } else if (op instanceof Op.Check check && differs(check.version(), node)) {
            return Optional.of(Reason.BAD_VERSION);
        }
        return Optional.empty();
    }

    private Optional<Reason> create(Op.Create create, long session, List<Event> events) {
        Node parent = nodes.get(parent(create.path()));
        if (parent == null) {
            return Optional.of(Reason.NO_NODE);
        }
        if (nodes.containsKey(create.path())) {
            return Optional.of(Reason.NODE_EXISTS);
        }
        if (parent.ephemeralOwner() != 0) {
            return Optional.of(Reason.OTHER);
        }
        long owner = create.ephemeral() ? session : 0;
        replace(create.path(), Optional.of(new Node(create.path(), create.data(), 0, 0, zxid, zxid, now, now, owner)));
        countChildren(parent.path(), 1);
        events.add(new Event(create.path(), false));
        return Optional.empty();
    }

    private void countChildren(String path, int difference) {
        Node node = nodes.get(path);
        put(node, node.data(), node.version(), node.children() + difference, node.modifiedZxid(), node.modifiedAt());
    }

    private void put(Node node, byte[] data, int version, int children, long modifiedZxid, Instant modifiedAt) {
        replace(
                node.path(),
                Optional.of(new Node(
                        node.path(),
                        data,
                        version,
                        children,
                        node.createdZxid(),
                        modifiedZxid,
                        node.createdAt(),
                        modifiedAt,
                        node.ephemeralOwner())));
    }

    private void replace(String path, Optional<Node> state) {
        undo.push(new Replaced(
                path, Optional.ofNullable(state.isPresent() ? nodes.put(path, state.get()) : nodes.remove(path))));
    }

    private void undoAll() {
        undo.forEach(it ->
                it.before().ifPresentOrElse(node -> nodes.put(it.path(), node), () -> nodes.remove(it.path())));
    }

    private List<String> childPaths(String path) {
        String prefix = path.equals("/") ? "/" : path + "/";
        List<String> children = new ArrayList<>();
        String next = nodes.higherKey(prefix);
        while (next != null && next.startsWith(prefix)) {
            int slash = next.indexOf('/', prefix.length());
            if (slash < 0) {
                children.add(next);
                next = nodes.higherKey(next);
            } else { // over all that is below that child
                next = nodes.ceilingKey(next.substring(0, slash) + (char) ('/' + 1));
            }
        }
        return children;
    }

    private static boolean differs(int expected, Node node) {
        return expected != Op.ANY_VERSION && expected != node.version();
    }

    private static String parent(String path) {
        return Paths.parent(path).orElse("/");
    }

    /** The zxid of the last transaction, done or refused. */
    public synchronized long zxid() {
        return zxid;
    }

    /** All nodes by path, as they are now. */
    public synchronized Map<String, Node> snapshot() {
        return new HashMap<>(nodes);
    }
}
