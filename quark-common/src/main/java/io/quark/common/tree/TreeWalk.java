package io.quark.common.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Walks subtrees in batches: which nodes are to be read and listed next, and what was found. Pure state, for one
 * thread; the caller asks and puts the answers in.
 */
final class TreeWalk {

    private final Predicate<String> followed;
    private final Deque<String> toRead = new ArrayDeque<>();
    private final Deque<String> toList = new ArrayDeque<>();
    private final Map<String, Node> found = new HashMap<>();
    private int asked;

    TreeWalk(List<String> roots, Predicate<String> followed) {
        this.followed = followed;
        toRead.addAll(roots);
    }

    /** The next nodes to be listed; empty when there are none now. Lists go first: they make the batches of reads full. */
    List<String> takeToList() {
        return take(toList);
    }

    /** The next nodes to be read; empty when there are none now. */
    List<String> takeToRead() {
        return take(toRead);
    }

    private List<String> take(Deque<String> from) {
        List<String> batch = new ArrayList<>();
        while (!from.isEmpty() && batch.size() < TreeFeed.MAX_PATHS) {
            batch.add(from.removeFirst());
        }
        asked += batch.isEmpty() ? 0 : 1;
        return batch;
    }

    /** The answer to a batch of reads. */
    void read(List<Optional<Node>> nodes) {
        asked--;
        for (Optional<Node> node : nodes) {
            node.ifPresent(it -> {
                found.put(it.path(), it);
                if (it.children() > 0) {
                    toList.addLast(it.path());
                }
            });
        }
    }

    /** The answer to a batch of lists. */
    void listed(List<String> parents, List<Optional<List<String>>> children) {
        asked--;
        for (int i = 0; i < parents.size(); i++) {
            String prefix = parents.get(i) + "/";
            children.get(i).stream()
                    .flatMap(List::stream)
                    .map(prefix::concat)
                    .filter(followed)
                    .forEach(toRead::addLast);
        }
    }

    boolean isDone() {
        return asked == 0 && toRead.isEmpty() && toList.isEmpty();
    }

    /** What was found so far, by path. */
    Map<String, Node> found() {
        return found;
    }
}
