package io.quark.api.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.local.ClusterPlan;
import io.quark.api.local.LocalCluster;
import io.quark.api.local.TinyImage;
import io.quark.common.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Ports per second through REST, one in a call and 1,000 in a call, on a network with IPv4 and IPv6, each waited for until it is in
 * the tree; and what reading costs while that many are there. Everything on this machine.
 */
public final class NetworkBench {

    private static final int CALLERS = 32;
    private static final int IN_A_CALL = 1_000;

    /** More than a trial has, so that the daemons get the heap that so many ports need. */
    private static final int HOSTS = 200;

    private static final int READS = 2_000;

    private final String base;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private NetworkBench(String base) {
        this.base = base;
    }

    /** Arguments: ports made one by one, calls of 1,000 ports (62 fill the /16 to 95 %). */
    public static void main(String[] args) throws Exception {
        int single = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
        int calls = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        Path dir = Files.createTempDirectory("quark-bench-");
        TinyImage.provide(dir.resolve("images"), false);
        LocalCluster cluster = LocalCluster.up(dir, ClusterPlan.simulated(HOSTS));
        try {
            new NetworkBench(cluster.urls().get(0)).run(single, calls);
        } finally {
            cluster.down();
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void run(int single, int calls) throws Exception {
        ObjectNode network = object().put("name", "bench");
        network.withArray("subnets").addObject().put("cidr", "10.64.0.0/16");
        network.withArray("subnets").addObject().put("cidr", "fd64::/64");
        change("POST", "/v1/networks", network);
        ObjectNode port = object().put("network", "bench");
        each("warm-up", single / 5, () -> change("POST", "/v1/ports", port));
        each("ports, one in a call, " + CALLERS + " callers", single, () -> change("POST", "/v1/ports", port));
        ObjectNode many = object();
        ArrayNode ports = many.putArray("ports");
        for (int i = 0; i < IN_A_CALL; i++) {
            ports.add(port);
        }
        long begin = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            change("POST", "/v1/ports", many);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        say(
                "ports, %,d in a call, one call after the other: %,d in %.2f s = %,.0f ports/s",
                IN_A_CALL, calls * IN_A_CALL, seconds, calls * IN_A_CALL / seconds);
        JsonNode usage = get("/v1/networks/bench").at("/subnets/0/usage");
        say(
                "the /16 now: %,d of %,d in use",
                usage.path("allocated").asLong(), usage.path("size").asLong());
        each("ports again, one in a call, " + CALLERS + " callers", single, () -> change("POST", "/v1/ports", port));
        String mac = get("/v1/ports?limit=1").at("/items/0/mac").asText();
        read("GET /v1/networks/bench (with usage)", "/v1/networks/bench");
        read("GET /v1/ports?mac= among all of them", "/v1/ports?mac=" + mac);
        read("GET /v1/ports?limit=100", "/v1/ports?limit=100");
    }

    private void each(String what, int count, Callable<?> one) throws Exception {
        long begin = System.nanoTime();
        AtomicInteger number = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        List<Future<?>> calling = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            calling.add(callers.submit(() -> {
                while (number.getAndIncrement() < count) {
                    one.call();
                }
                return null;
            }));
        }
        for (Future<?> caller : calling) {
            caller.get();
        }
        callers.shutdown();
        double seconds = (System.nanoTime() - begin) / 1e9;
        say("%s: %,d in %.2f s = %,.0f/s", what, count, seconds, count / seconds);
    }

    private void read(String what, String path) throws Exception {
        long[] nanos = new long[READS];
        for (int i = 0; i < READS; i++) {
            long begin = System.nanoTime();
            get(path);
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        say("%s: median %.2f ms, 99 %% %.2f ms", what, nanos[READS / 2] / 1e6, nanos[READS * 99 / 100] / 1e6);
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<byte[]> response =
                http.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(path + ": " + response.statusCode());
        }
        return Json.tree(response.body());
    }

    /** Asks for a change and waits until it has succeeded. */
    private JsonNode change(String method, String path, ObjectNode body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=60")
                .method(method, BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        JsonNode work = Json.tree(response.body());
        if (!work.path("state").asText().equals("succeeded")) {
            throw new IOException(path + ": " + new String(response.body(), StandardCharsets.UTF_8));
        }
        return work;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
