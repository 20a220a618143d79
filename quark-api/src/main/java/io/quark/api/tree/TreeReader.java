package io.quark.api.tree;

import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a part of the tree from ZooKeeper itself, level by level: bounded in depth, in children of one node and in nodes altogether. Not a snapshot: levels are of
 * different moments. Thread safe.
 */
final class TreeReader {

    /** Nodes in one answer at most. */
    static final int MAX_NODES = 5_000;

    /** Children shown of one node at most. */
    static final int MAX_CHILDREN = 1_000;

    private final TreeSession session;
    private final Paths paths;

    TreeReader(TreeSession session, Paths paths) {
        this.session = session;
        this.paths = paths;
    }

    /**
     * The node and what is below it; empty where there is none.
     *
     * @param path below Quark's root, {@code /} for the root
     * @param depth levels below the node
     */
    CompletableFuture<Optional<TreeNodeAnswer>> read(String path, int depth) {
        String absolute = path.equals("/") ? paths.root() : paths.root() + path;
        Walk walk = new Walk();
        return walk.level(List.of(absolute), depth).thenApply(done -> walk.answer(absolute));
    }

    /** One reading. Its steps follow one another. */
    private final class Walk {

        private final Map<String, Node> nodes = new HashMap<>();
        private final Map<String, List<String>> children = new HashMap<>();

        CompletableFuture<Void> level(List<String> level, int depth) {
            if (level.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            return session.read(level).thenCompose(found -> {
                List<String> parents = new ArrayList<>();
                found.forEach(node -> node.ifPresent(there -> {
                    nodes.put(there.path(), there);
                    if (there.children() > 0) {
                        parents.add(there.path());
                    }
                }));
                return depth == 0 || parents.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : session.list(parents).thenCompose(lists -> level(next(parents, lists), depth - 1));
            });
        }

        private List<String> next(List<String> parents, List<Optional<List<String>>> lists) {
            List<String> next = new ArrayList<>();
            for (int i = 0; i < parents.size(); i++) {
                List<String> names = new ArrayList<>(lists.get(i).orElse(List.of()));
                Collections.sort(names);
                int room = Math.max(0, MAX_NODES - nodes.size() - next.size());
                List<String> shown = names.subList(0, Math.min(Math.min(names.size(), MAX_CHILDREN), room));
                String parent = parents.get(i);
                children.put(parent, List.copyOf(shown));
                shown.forEach(name -> next.add(parent + "/" + name));
            }
            return next;
        }

        Optional<TreeNodeAnswer> answer(String path) {
            return Optional.ofNullable(nodes.get(path)).map(node -> {
                List<TreeNodeAnswer> below = children.getOrDefault(path, List.of()).stream()
                        .flatMap(name -> answer(path + "/" + name).stream())
                        .toList();
                String relative = path.equals(paths.root())
                        ? "/"
                        : path.substring(paths.root().length());
                return new TreeNodeAnswer(
                        relative.equals("/") ? "/" : Paths.lastPart(path),
                        relative,
                        Unfolding.of(paths, path, node.data()),
                        node.version(),
                        node.ephemeralOwner() != 0,
                        node.createdAt(),
                        node.modifiedAt(),
                        node.children(),
                        below);
            });
        }
    }
}
