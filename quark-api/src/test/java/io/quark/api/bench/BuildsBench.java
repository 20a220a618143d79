package io.quark.api.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.local.ClusterPlan;
import io.quark.api.local.LocalCluster;
import io.quark.api.local.TinyImage;
import io.quark.common.json.Json;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Paths;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * Builds per second, end to end: from the first POST until the tree is complete for the last machine; simulated computes,
 * everything (ZooKeeper, orcs, api, computes and this client) on this machine.
 */
public final class BuildsBench {

    private static final int USERS = 128;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final LocalCluster cluster;
    private final ZooKeeper zookeeper;
    private final Paths paths = new Paths("/quark", 16);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private BuildsBench(LocalCluster cluster, ZooKeeper zookeeper) {
        this.cluster = cluster;
        this.zookeeper = zookeeper;
    }

    /** Arguments: computes, builds, network interfaces of each machine. */
    public static void main(String[] args) throws Exception {
        int computes = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        int builds = args.length > 1 ? Integer.parseInt(args[1]) : 5_000;
        Path dir = Files.createTempDirectory("quark-bench-");
        TinyImage.provide(dir.resolve("images"), false);
        ClusterPlan plan = ClusterPlan.simulated(computes);
        LocalCluster cluster = LocalCluster.up(dir, plan);
        ZooKeeper zookeeper = new ZooKeeper(cluster.zookeeperConnect(), 30_000, event -> {});
        try {
            new BuildsBench(cluster, zookeeper).run(builds);
        } finally {
            zookeeper.close();
            cluster.down();
            delete(dir);
        }
    }

    private void run(int builds) throws Exception {
        registerTiny();
        work(post("/v1/networks", network("bench", "10.64.0.0/16")));
        ZooKeeperSpeed speed = new ZooKeeperSpeed(zookeeper);
        say(
                "ZooKeeper itself, idle: %,.0f creates/s one by one (500 in flight), %,.0f creates/s in multis of 50 (20 in flight)",
                speed.creates(20_000, 500), speed.multis(100_000, 50, 20));
        measure("warm-up", builds / 5, 1);
        Figures builtOnce = measure("builds", builds, 1);
        explain(builtOnce);
        Figures ports = measure("builds with 4 interfaces", builds / 4, 4);
        say("ports through builds: %,.0f ports/s", ports.perSecond() * 4);
        say("ZooKeeper itself, after: %,.0f creates/s in multis of 50 (20 in flight)", speed.multis(100_000, 50, 20));
    }

    private record Figures(int builds, double seconds, TransactionLog written) {
        double perSecond() {
            return builds / seconds;
        }
    }

    private Figures measure(String what, int builds, int interfaces) throws Exception {
        long doneBefore = done();
        long zxidBefore = zxid();
        long begin = System.nanoTime();
        AtomicInteger number = new AtomicInteger();
        ExecutorService users = Executors.newFixedThreadPool(USERS);
        List<Future<?>> posting = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            posting.add(users.submit(() -> {
                for (int i = number.getAndIncrement(); i < builds; i = number.getAndIncrement()) {
                    post("/v1/instances", instance(what.substring(0, 1) + "-" + begin + "-" + i, interfaces));
                }
                return null;
            }));
        }
        for (Future<?> user : posting) {
            user.get();
        }
        double posted = (System.nanoTime() - begin) / 1e9;
        while (done() < doneBefore + builds) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new IllegalStateException(done() - doneBefore + " of " + builds + " ended in " + PATIENCE);
            }
            Thread.sleep(20);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        users.shutdown();
        allSucceeded();
        Figures figures = new Figures(
                builds, seconds, TransactionLog.between(cluster.dir().resolve("zookeeper/data"), zxidBefore, zxid()));
        say(
                "%s: %,d in %.2f s = %,.0f builds/s (all accepted after %.2f s)",
                what, builds, seconds, figures.perSecond(), posted);
        return figures;
    }

    /** What one build costs, counted in the server's own log. */
    private static void explain(Figures figures) {
        TransactionLog written = figures.written();
        say(
                "one build: %.2f znode operations in %.3f transactions (%,d operations in %,d transactions, checks not counted)",
                (double) written.allOperations() / figures.builds(),
                (double) written.transactions() / figures.builds(),
                written.allOperations(),
                written.transactions());
        written.operations().entrySet().stream()
                .sorted(java.util.Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> say("    %6.3f  %s", (double) entry.getValue() / figures.builds(), entry.getKey()));
    }

    private long done() throws Exception {
        long done = 0;
        for (int shard = 0; shard < paths.shards(); shard++) {
            for (int bucket = 0; bucket < Paths.BUCKETS_16; bucket++) {
                Stat stat = zookeeper.exists(paths.doneBucket(shard, bucket), false);
                done += stat == null ? 0 : stat.getNumChildren();
            }
        }
        return done;
    }

    private void allSucceeded() throws Exception {
        for (int shard = 0; shard < paths.shards(); shard++) {
            for (int bucket = 0; bucket < Paths.BUCKETS_16; bucket++) {
                String parent = paths.doneBucket(shard, bucket);
                for (String id : zookeeper.getChildren(parent, false)) {
                    WorkUnit unit = Json.read(zookeeper.getData(parent + "/" + id, false, null), WorkUnit.class);
                    if (unit.state() != WorkUnit.State.SUCCEEDED) {
                        throw new IllegalStateException("a build did not succeed: " + Json.text(unit));
                    }
                }
            }
        }
    }

    /** The id of the latest transaction: that of a node changed now. */
    private long zxid() throws Exception {
        String path = "/bench-zxid";
        if (zookeeper.exists(path, false) == null) {
            zookeeper.create(
                    path,
                    new byte[0],
                    org.apache.zookeeper.ZooDefs.Ids.OPEN_ACL_UNSAFE,
                    org.apache.zookeeper.CreateMode.PERSISTENT);
        }
        return zookeeper.setData(path, new byte[0], -1).getMzxid();
    }

    private static ObjectNode network(String name, String cidr) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
        body.withArray("subnets").addObject().put("cidr", cidr);
        return body;
    }

    private static ObjectNode instance(String name, int interfaces) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("image", TinyImage.NAME)
                .put("ram", 64)
                .put("cpu", 1)
                .put("storage", 0);
        for (int i = 0; i < interfaces; i++) {
            body.withArray("nics").addObject().put("network", "bench");
        }
        return body;
    }

    private void registerTiny() throws Exception {
        Path images = cluster.dir().resolve("images");
        work(post(
                "/v1/images",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("name", TinyImage.NAME)
                        .put("format", "kernel")
                        .put("kernel", TinyImage.kernel(images).toString())
                        .put("initrd", TinyImage.initrd(images).toString())));
    }

    private JsonNode post(String path, ObjectNode body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.urls().get(0) + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        while (true) {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() == 202) {
                return Json.tree(response.body());
            }
            if (response.statusCode() != 503) {
                throw new IOException(path + ": " + response.statusCode() + " "
                        + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
            }
            Thread.sleep(50); // the queues are full: Quark says so instead of losing anything
        }
    }

    private void work(JsonNode accepted) throws Exception {
        String uri =
                cluster.urls().get(0) + "/v1/work-units/" + accepted.path("id").asText() + "?wait=30";
        HttpResponse<byte[]> response =
                http.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofByteArray());
        if (!Json.tree(response.body()).path("state").asText().equals("succeeded")) {
            throw new IllegalStateException(new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
