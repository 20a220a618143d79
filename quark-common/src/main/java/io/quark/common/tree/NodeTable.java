package io.quark.common.tree;

import io.quark.common.tree.TreeView.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The present cut of a view: its nodes by path, and which are whose children. Written by one thread, a cut at a time,
 * and read by any.
 */
final class NodeTable {

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, Node> nodes = new HashMap<>();
    /** Paths, not names: they are the very strings that the nodes hold, and a view may have a million of them. */
    private final Map<String, Set<String>> childPaths = new HashMap<>();

    Optional<Node> get(String path) {
        lock.readLock().lock();
        try {
            return Optional.ofNullable(nodes.get(path));
        } finally {
            lock.readLock().unlock();
        }
    }

    Set<String> children(String path) {
        lock.readLock().lock();
        try {
            return childPaths.getOrDefault(path, Set.of()).stream()
                    .map(Paths::lastPart)
                    .collect(Collectors.toUnmodifiableSet());
        } finally {
            lock.readLock().unlock();
        }
    }

    /** All there is, told as if it had just come. */
    List<Change> everything() {
        lock.readLock().lock();
        try {
            return nodes.values().stream()
                    .map(node -> new Change(node.path(), Optional.empty(), Optional.of(node)))
                    .toList();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Puts these nodes in their new state; tells what differs. */
    List<Change> apply(Map<String, Optional<Node>> states) {
        List<Change> changes = new ArrayList<>(states.size());
        lock.writeLock().lock();
        try {
            states.forEach((path, state) -> {
                @Nullable Node before = nodes.get(path);
                if (state.isEmpty() ? before == null : before != null && same(before, state.get())) {
                    return;
                }
                put(path, state);
                changes.add(new Change(path, Optional.ofNullable(before), state));
            });
        } finally {
            lock.writeLock().unlock();
        }
        return changes;
    }

    /** Makes these nodes all there is; tells what differs. */
    List<Change> replace(Collection<Node> all) {
        Map<String, Optional<Node>> states = new HashMap<>();
        nodes.keySet().forEach(path -> states.put(path, Optional.empty())); // only the writer calls: no lock needed
        all.forEach(node -> states.put(node.path(), Optional.of(node)));
        return apply(states);
    }

    private void put(String path, Optional<Node> state) {
        Optional<String> parent = Paths.parent(path);
        if (state.isPresent()) {
            nodes.put(path, state.get());
            parent.ifPresent(
                    it -> childPaths.computeIfAbsent(it, p -> new HashSet<>(4)).add(path));
        } else {
            nodes.remove(path);
            parent.ifPresent(it -> childPaths.computeIfPresent(it, (p, siblings) -> {
                siblings.remove(path);
                return siblings.isEmpty() ? null : siblings;
            }));
        }
    }

    private static boolean same(Node one, Node other) {
        return one.modifiedZxid() == other.modifiedZxid() && one.createdZxid() == other.createdZxid();
    }
}
