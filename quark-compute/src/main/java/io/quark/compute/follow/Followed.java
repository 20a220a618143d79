package io.quark.compute.follow;

import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeFeed;
import io.quark.common.tree.TreeSession;
import io.quark.compute.step.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One root that is followed: watched first, then read, then read again where something is told of it. Lives on the loop.
 *
 * <p>What is read after an event shows at least what the event told of, so the order of answers does not matter.
 */
final class Followed {

    private final Root root;
    private final TreeSession session;
    private final Loop loop;
    private final Output output;
    private final Map<String, Sighting> sightings = new HashMap<>();
    private final Set<String> dirty = new LinkedHashSet<>();
    private final Set<Interest> interested = new HashSet<>();
    private boolean loaded;
    private boolean current;
    private boolean busy;
    private int round;

    /** Who is told. */
    interface Output {

        /** What is seen of it has changed, or is seen for the first time. */
        void changed(Followed followed);

        /** It could not be watched or read; it is to be begun again. */
        void failed(Followed followed);
    }

    Followed(Root root, TreeSession session, Loop loop, Output output) {
        this.root = root;
        this.session = session;
        this.loop = loop;
        this.output = output;
    }

    Root root() {
        return root;
    }

    /** Whether it was read completely, once at least. */
    boolean isLoaded() {
        return loaded;
    }

    /** Whether it is watched and read, or about to be. */
    boolean isCurrent() {
        return current;
    }

    /** Those who want to see it. */
    Set<Interest> interested() {
        return interested;
    }

    Map<String, Sighting> sightings() {
        return sightings;
    }

    /** Something may not be told: it is to be begun again. */
    void gapped() {
        round++;
        current = false;
        busy = false;
    }

    /** Watches and reads it, also when it was before. */
    void begin(TreeFeed feed) {
        gapped();
        current = true;
        busy = true;
        int mine = round;
        CompletableFuture<TreeFeed.Done> watched = new CompletableFuture<>();
        if (root.kind() == Root.Kind.NODE) {
            feed.watchNode(root.path(), TreeFeed.Answer.to(watched));
        } else {
            feed.watch(root.path(), TreeFeed.Answer.to(watched));
        }
        CompletableFuture<Map<String, Sighting>> read = watched.thenCompose(done -> paths())
                .thenCompose(paths -> session.read(paths).thenApply(nodes -> sightings(paths, nodes)));
        loop.when(read, (all, failure) -> {
            if (mine != round) {
                return;
            }
            busy = false;
            if (all == null) {
                output.failed(this);
                return;
            }
            sightings.clear();
            sightings.putAll(all);
            loaded = true;
            output.changed(this);
            readDirty();
        });
    }

    /** Something was told of a node. */
    void told(String path) {
        if (root.concerns(path)) {
            dirty.add(path);
            readDirty();
        }
    }

    private void readDirty() {
        if (busy || !current || dirty.isEmpty()) {
            return;
        }
        List<String> paths = List.copyOf(dirty);
        dirty.clear();
        busy = true;
        int mine = round;
        loop.when(session.read(paths), (nodes, failure) -> {
            if (mine != round) {
                return;
            }
            busy = false;
            if (nodes == null) {
                output.failed(this);
                return;
            }
            sightings.keySet().removeAll(paths);
            sightings.putAll(sightings(paths, nodes));
            output.changed(this);
            readDirty();
        });
    }

    private CompletableFuture<List<String>> paths() {
        if (root.kind() == Root.Kind.NODE) {
            return CompletableFuture.completedFuture(List.of(root.path()));
        }
        return session.list(List.of(root.path()))
                .thenApply(buckets -> below(List.of(root.path()), buckets))
                .thenCompose(buckets -> session.list(buckets).thenApply(names -> below(buckets, names)));
    }

    private static List<String> below(List<String> parents, List<Optional<List<String>>> children) {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < parents.size(); i++) {
            for (String child : children.get(i).orElse(List.of())) {
                paths.add(parents.get(i) + "/" + child);
            }
        }
        return paths;
    }

    private static Map<String, Sighting> sightings(List<String> paths, List<Optional<Node>> nodes) {
        Map<String, Sighting> found = new HashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            nodes.get(i).ifPresent(node -> found.put(path, new Sighting(node)));
        }
        return found;
    }

    /** The name of what is seen at that path. */
    static String name(String path) {
        return Paths.lastPart(path);
    }
}
