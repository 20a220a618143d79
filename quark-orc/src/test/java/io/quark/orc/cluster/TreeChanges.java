package io.quark.orc.cluster;

import io.quark.common.json.Json;
import io.quark.common.tree.Node;
import io.quark.common.tree.TreeView.Change;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A tree of which only the changes matter: makes them, with what was there before. */
public final class TreeChanges {

    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<String, Node> nodes = new HashMap<>();
    private long zxid = 0;

    public Change put(String path, Object record) {
        return put(path, Json.bytes(record));
    }

    public Change put(String path, byte[] data) {
        Optional<Node> before = Optional.ofNullable(nodes.get(path));
        zxid++;
        Node after = new Node(
                path,
                data,
                before.map(node -> node.version() + 1).orElse(0),
                0,
                before.map(Node::createdZxid).orElse(zxid),
                zxid,
                NOW,
                NOW,
                0);
        nodes.put(path, after);
        return new Change(path, before, Optional.of(after));
    }

    public Change empty(String path) {
        return put(path, new byte[0]);
    }

    public Change remove(String path) {
        return new Change(path, Optional.ofNullable(nodes.remove(path)), Optional.empty());
    }

    public boolean has(String path) {
        return nodes.containsKey(path);
    }
}
