package io.quark.api.e2e;

import io.quark.common.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;

/**
 * Everything that stands in the tree, read with a plain client that shares no code with Quark's own.
 *
 * @param versions of the nodes' data
 */
record TreeSnapshot(Map<String, byte[]> nodes, Map<String, Integer> versions) {

    static TreeSnapshot of(ZooKeeper handle) throws Exception {
        TreeSnapshot snapshot = new TreeSnapshot(new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>());
        snapshot.read(handle, "/quark").get(1, TimeUnit.MINUTES);
        return snapshot;
    }

    /** Reads a node and all below it; what goes meanwhile is left out. */
    private CompletableFuture<Void> read(ZooKeeper handle, String path) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        handle.getData(
                path,
                false,
                (code, at, context, data, stat) -> {
                    if (code != Code.OK.intValue()) {
                        finish(done, code);
                        return;
                    }
                    nodes.put(path, data == null ? new byte[0] : data);
                    versions.put(path, stat.getVersion());
                    if (stat.getNumChildren() == 0) {
                        done.complete(null);
                    } else {
                        readChildren(handle, path, done);
                    }
                },
                null);
        return done;
    }

    private void readChildren(ZooKeeper handle, String path, CompletableFuture<Void> done) {
        handle.getChildren(
                path,
                false,
                (code, at, context, children) -> {
                    if (code != Code.OK.intValue()) {
                        finish(done, code);
                        return;
                    }
                    var unused = CompletableFuture.allOf(children.stream()
                                    .map(child -> read(handle, path + "/" + child))
                                    .toArray(CompletableFuture<?>[]::new))
                            .whenComplete((nothing, failure) -> {
                                if (failure == null) {
                                    done.complete(null);
                                } else {
                                    done.completeExceptionally(failure);
                                }
                            });
                },
                null);
    }

    private static void finish(CompletableFuture<Void> done, int code) {
        if (code == Code.NONODE.intValue()) {
            done.complete(null);
        } else {
            done.completeExceptionally(new IllegalStateException("ZooKeeper says " + Code.get(code)));
        }
    }

    boolean has(String path) {
        return nodes.containsKey(path);
    }

    /** The version of a node's data; -1 where there is no such node. */
    int version(String path) {
        return versions.getOrDefault(path, -1);
    }

    <T> Optional<T> record(String path, Class<T> type) {
        return Optional.ofNullable(nodes.get(path)).map(bytes -> Json.read(bytes, type));
    }

    /** The records at paths of this form, by path; a star stands for one part. */
    <T> Map<String, T> records(String form, Class<T> type) {
        Predicate<String> fits = fits(form);
        Map<String, T> found = new TreeMap<>();
        nodes.forEach((path, bytes) -> {
            if (bytes.length > 0 && fits.test(path)) {
                found.put(path, Json.read(bytes, type));
            }
        });
        return found;
    }

    List<String> paths(String form) {
        return nodes.keySet().stream().filter(fits(form)).toList();
    }

    private static Predicate<String> fits(String form) {
        return Pattern.compile(form.replace("*", "[^/]+")).asMatchPredicate();
    }
}
