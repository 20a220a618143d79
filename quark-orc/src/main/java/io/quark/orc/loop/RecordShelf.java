package io.quark.orc.loop;

import io.quark.common.json.Json;
import io.quark.common.model.Image;
import io.quark.common.model.Instance;
import io.quark.common.model.NetRequest;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import io.quark.orc.cluster.Records;
import io.quark.orc.workflow.Seen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The records of instances, images and names as of the cut that the event thread has come to. The view itself may be further
 * ahead already; decisions must not mix two cuts. Holds references only, the bytes are the view's. Not thread safe.
 */
final class RecordShelf {

    private final Paths paths;
    private final Records records;
    private final Map<String, Node> nodes = new HashMap<>();
    private final String instances;
    private final String images;
    private final String names;
    private final String shards;
    private final int requests;

    RecordShelf(Paths paths, Records records) {
        this.paths = paths;
        this.records = records;
        this.instances = paths.instances() + "/";
        this.images = paths.images() + "/";
        this.names = paths.names() + "/";
        this.shards = paths.orcShards() + "/";
        this.requests = shards.length() + Paths.shardName(0).length();
    }

    /**
     * Takes in one change of a cut; one of another part of the tree is ignored.
     *
     * @param target is told the id of an instance that changed
     */
    void apply(TreeView.Change change, Consumer<String> target) {
        String path = change.path();
        boolean instance = path.startsWith(instances);
        if (!instance && !path.startsWith(images) && !path.startsWith(names) && !isRequestPart(path)) {
            return;
        }
        change.after().ifPresentOrElse(node -> nodes.put(path, node), () -> nodes.remove(path));
        if (instance) {
            target.accept(Paths.lastPart(path));
        }
    }

    Optional<Seen<Instance>> instance(String id) {
        return read(paths.instance(id), Instance.class);
    }

    Optional<Seen<Image>> image(String id) {
        return read(paths.image(id), Image.class);
    }

    /** The id that a name stands for. */
    Optional<String> named(String type, String project, String name) {
        return Optional.ofNullable(nodes.get(paths.name(type, project, name)))
                .map(node -> Json.tree(node.data()).path("id").asText());
    }

    private boolean isRequestPart(String path) {
        return path.startsWith(shards) && path.startsWith("/requests/", requests);
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
