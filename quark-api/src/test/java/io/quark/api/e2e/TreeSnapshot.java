package io.quark.api.e2e;

import io.quark.common.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.KeeperException.NoNodeException;

/** Everything that stands in the tree, read with a plain client that shares no code with Quark's own. */
record TreeSnapshot(Map<String, byte[]> nodes) {

    static TreeSnapshot of(String zookeeper) {
        try (CuratorFramework client =
                CuratorFrameworkFactory.newClient(zookeeper, new ExponentialBackoffRetry(100, 8))) {
            client.start();
            client.sync().forPath("/quark");
            Map<String, byte[]> nodes = new TreeMap<>();
            read(client, "/quark", nodes);
            return new TreeSnapshot(nodes);
        } catch (Exception e) {
            throw new AssertionError("cannot read the tree", e);
        }
    }

    private static void read(CuratorFramework client, String path, Map<String, byte[]> nodes) throws Exception {
        try {
            nodes.put(path, client.getData().forPath(path));
            for (String child : client.getChildren().forPath(path)) {
                read(client, path + "/" + child, nodes);
            }
        } catch (NoNodeException e) {
            nodes.remove(path); // it went while we read
        }
    }

    boolean has(String path) {
        return nodes.containsKey(path);
    }

    <T> Optional<T> record(String path, Class<T> type) {
        return Optional.ofNullable(nodes.get(path)).map(bytes -> Json.read(bytes, type));
    }

    /** The records at paths of this form, by path; a star stands for one part. */
    <T> Map<String, T> records(String form, Class<T> type) {
        String regex = form.replace("*", "[^/]+");
        Map<String, T> found = new TreeMap<>();
        nodes.forEach((path, bytes) -> {
            if (path.matches(regex) && bytes.length > 0) {
                found.put(path, Json.read(bytes, type));
            }
        });
        return found;
    }

    List<String> paths(String form) {
        String regex = form.replace("*", "[^/]+");
        List<String> found = new ArrayList<>();
        nodes.keySet().forEach(path -> {
            if (path.matches(regex)) {
                found.add(path);
            }
        });
        return found;
    }
}
