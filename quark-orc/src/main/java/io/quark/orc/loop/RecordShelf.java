package io.quark.orc.loop;

import io.quark.common.json.Json;
import io.quark.common.model.ChildEnd;
import io.quark.common.model.Flavor;
import io.quark.common.model.Image;
import io.quark.common.model.Instance;
import io.quark.common.model.NetRequest;
import io.quark.common.model.Snapshot;
import io.quark.common.model.Task;
import io.quark.common.model.Volume;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import io.quark.orc.cluster.Records;
import io.quark.orc.workflow.Seen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The records of instances and of what else is made for machines, of names and tasks as of the cut that the event thread has come to. The view itself may be further
 * ahead already; decisions must not mix two cuts. Holds references only, the bytes are the view's. Not thread safe.
 */
final class RecordShelf {

    private final Paths paths;
    private final Records records;
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Map<String, Node>> groups = new HashMap<>();
    private final List<String> targets;
    private final String names;
    private final String computes;
    private final String shards;
    private final int belowShard;

    RecordShelf(Paths paths, Records records) {
        this.paths = paths;
        this.records = records;
        this.targets = List.of(
                paths.instances() + "/",
                paths.volumes() + "/",
                paths.snapshots() + "/",
                paths.images() + "/",
                paths.flavors() + "/");
        this.names = paths.names() + "/";
        this.computes = paths.computes() + "/";
        this.shards = paths.orcShards() + "/";
        this.belowShard = shards.length() + Paths.shardName(0).length();
    }

    /**
     * Takes in one change of a cut; one of another part of the tree is ignored.
     *
     * @param target is told the id of what changed, where work can be about it
     */
    void apply(TreeView.Change change, Consumer<String> target) {
        String path = change.path();
        if (targets.stream().anyMatch(path::startsWith)) {
            keep(change);
            target.accept(Paths.lastPart(path));
        } else if (path.startsWith(names) || isBelowShard(path, "/requests/") || isTask(path)) {
            keep(change);
        } else if (isBelowShard(path, "/groups/")) {
            applyGroup(change, target);
        }
    }

    private void keep(TreeView.Change change) {
        change.after().ifPresentOrElse(node -> nodes.put(change.path(), node), () -> nodes.remove(change.path()));
    }

    /** {@code <shard>/groups/<group>/<child>}. */
    private void applyGroup(TreeView.Change change, Consumer<String> target) {
        String[] parts =
                change.path().substring(belowShard + "/groups/".length()).split("/", 2);
        if (parts.length == 2) {
            Map<String, Node> children = groups.computeIfAbsent(parts[0], id -> new TreeMap<>());
            change.after().ifPresentOrElse(node -> children.put(parts[1], node), () -> children.remove(parts[1]));
            target.accept(parts[0]);
        } else if (change.after().isEmpty()) {
            groups.remove(parts[0]);
        } else {
            groups.putIfAbsent(parts[0], new TreeMap<>());
        }
    }

    Optional<Seen<Instance>> instance(String id) {
        return read(paths.instance(id), Instance.class);
    }

    Optional<Seen<Image>> image(String id) {
        return read(paths.image(id), Image.class);
    }

    Optional<Seen<Volume>> volume(String id) {
        return read(paths.volume(id), Volume.class);
    }

    Optional<Seen<Snapshot>> snapshot(String id) {
        return read(paths.snapshot(id), Snapshot.class);
    }

    Optional<Seen<Flavor>> flavor(String id) {
        return read(paths.flavor(id), Flavor.class);
    }

    Optional<Task> task(String path) {
        return read(path, Task.class).map(Seen::value);
    }

    /** How the parts of a group ended; empty for those that have not. One that cannot be read has failed. */
    Map<String, Optional<ChildEnd>> children(String group) {
        Map<String, Optional<ChildEnd>> ends = new TreeMap<>();
        groups.getOrDefault(group, Map.of()).forEach((child, node) -> {
            if (node.data().length == 0) {
                ends.put(child, Optional.empty());
            } else {
                ends.put(
                        child,
                        Optional.of(records.read(node, ChildEnd.class)
                                .orElseGet(() -> new ChildEnd(
                                        WorkUnit.State.FAILED, child, Optional.of("how it ended cannot be read")))));
            }
        });
        return ends;
    }

    boolean isGroup(String group) {
        return groups.containsKey(group);
    }

    /** The id that a name stands for. */
    Optional<String> named(String type, String project, String name) {
        return Optional.ofNullable(nodes.get(paths.name(type, project, name)))
                .map(node -> Json.tree(node.data()).path("id").asText());
    }

    private boolean isBelowShard(String path, String where) {
        return path.startsWith(shards) && path.startsWith(where, belowShard);
    }

    /** {@code computes/<host>/next_tasks/<task>}, or {@code active_tasks}. */
    private boolean isTask(String path) {
        if (!path.startsWith(computes)) {
            return false;
        }
        int host = path.indexOf('/', computes.length());
        return host > 0 && (path.startsWith("/active_tasks/", host) || path.startsWith("/next_tasks/", host));
    }

    /** The further parts of a request; fewer than asked for where one is missing or cannot be read. */
    List<NetRequest.Part> parts(String workUnit, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(part -> Optional.ofNullable(nodes.get(paths.requestPart(workUnit, part))))
                .flatMap(Optional::stream)
                .flatMap(node -> records.read(node, NetRequest.Part.class).stream())
                .toList();
    }

    boolean exists(String path) {
        return nodes.containsKey(path);
    }

    private <T> Optional<Seen<T>> read(String path, Class<T> type) {
        Node node = nodes.get(path);
        return node == null
                ? Optional.empty()
                : records.read(node, type).map(value -> new Seen<>(value, node.version()));
    }
}
