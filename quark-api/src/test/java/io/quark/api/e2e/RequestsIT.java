package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.local.ClusterPlan;
import io.quark.common.testing.BesideOthers;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Repeated and bad requests, against two apis and simulated computes. */
@BesideOthers
class RequestsIT {

    private static Quark quark;

    @BeforeAll
    static void start() throws IOException {
        quark = Quark.start(ClusterPlan.simulated(3).orcs(1).apis(2));
        quark.makeNetwork(Rest.network("web", "10.80.0.0/24"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (quark != null) {
            quark.close();
        }
    }

    @Test
    void twentyIdenticalPostsWithOneKeyAtOnceMakeOneMachine() throws Exception {
        ExecutorService users = Executors.newFixedThreadPool(20);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Rest.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int api = i % 2;
                answers.add(users.submit(() -> {
                    start.await();
                    return quark.rest(api)
                            .post("/v1/instances", Rest.instance("once", "web"), "Idempotency-Key", "only-once");
                }));
            }
            start.countDown();
            Set<String> units = new HashSet<>();
            Rest.Answer last = answers.get(0).get(2, TimeUnit.MINUTES);
            for (Future<Rest.Answer> answer : answers) {
                Rest.Answer got = answer.get(2, TimeUnit.MINUTES);
                assertThat(got.status()).as(got.text()).isIn(200, 202);
                units.add(got.id());
            }
            assertThat(units).hasSize(1);
            quark.succeeded(last);
            assertThat(quark.rest(1).get("/v1/instances?name=once").json().path("items"))
                    .hasSize(1);
            assertThat(quark.findingsAtRest()).isEmpty();
        } finally {
            users.shutdownNow();
        }
        Rest.Answer other =
                quark.rest().post("/v1/instances", Rest.instance("twice", "web"), "Idempotency-Key", "only-once");
        assertThat(other.status()).isEqualTo(422);
    }

    @Test
    void malformedJsonIsRefused() throws IOException {
        isRefused(quark.rest().post("/v1/instances", "{\"name\": "), 400);
    }

    @Test
    void everyFaultOfARequestIsNamedInOneAnswer() throws IOException {
        ObjectNode body = Rest.instance("<b>/x", "web").put("ram", 0).put("flavour", "big");

        Rest.Answer answer = quark.rest().post("/v1/instances", body);

        isRefused(answer, 400);
        List<String> pointers = new ArrayList<>();
        answer.json()
                .path("errors")
                .forEach(fault -> pointers.add(fault.path("pointer").asText()));
        assertThat(pointers).contains("/name", "/ram", "/flavour");
    }

    @Test
    void imageThatDoesNotExistIsRefused() throws IOException {
        Rest.Answer answer =
                quark.rest().post("/v1/instances", Rest.instance("a", "web").put("image", "nothing"));

        isRefused(answer, answer.status());
        assertThat(answer.status()).isIn(400, 404, 422);
        assertThat(answer.text()).contains("nothing");
    }

    @Test
    void overlappingSubnetsAreRefused() throws IOException {
        Rest.Answer answer = quark.rest().post("/v1/networks", Rest.network("over", "10.81.0.0/16", "10.81.4.0/24"));

        isRefused(answer, answer.status());
        assertThat(answer.status()).isIn(400, 409, 422);
        assertThat(quark.rest().get("/v1/networks/over").status()).isEqualTo(404);
    }

    @Test
    void fullNetworkIsAClearConflictAndLeavesNothingBehind() throws IOException {
        quark.makeNetwork(Rest.network("small", "10.82.0.0/30")); // network, gateway, one address, broadcast
        quark.succeeded(quark.rest().post("/v1/instances", Rest.instance("fits", "small")));

        Rest.Answer answer =
                quark.rest().post("/v1/instances", Rest.instance("does-not", "small"), "Prefer", "wait=60");

        JsonNode problem = answer.status() == 200 ? answer.json().path("error") : answer.json();
        assertThat(problem.path("status").asInt()).as(answer.text()).isEqualTo(409);
        assertThat(problem.path("detail").asText()).contains("10.82.0.0/30");
        assertThat(problem.path("hint").asText()).isNotEmpty();
        assertThat(quark.rest().get("/v1/instances?name=does-not").json().path("items"))
                .isEmpty();
        assertThat(quark.findingsAtRest()).isEmpty();
    }

    @Test
    void bodyOfAHundredMegabytesIsRefusedWithoutBeingRead() throws IOException {
        URI uri = URI.create(quark.cluster().urls().get(0));
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("POST /v1/instances HTTP/1.1\r\nHost: quark\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 104857600\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            String answer = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(answer).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void networkInUseIsNotDeleted() throws IOException {
        quark.makeNetwork(Rest.network("held", "10.83.0.0/24"));
        JsonNode work = quark.succeeded(quark.rest().post("/v1/instances", Rest.instance("holder", "held")));

        Rest.Answer answer = quark.rest().delete("/v1/networks/held", "Prefer", "wait=60");

        JsonNode problem = answer.status() == 200 ? answer.json().path("error") : answer.json();
        assertThat(problem.path("status").asInt()).as(answer.text()).isEqualTo(409);
        assertThat(problem.path("detail").asText() + problem.path("hint").asText())
                .contains(work.at("/target/id").asText());
        quark.succeeded(quark.rest().post("/v1/instances", Rest.instance("holder-2", "held")));
    }

    @Test
    void machineThatFitsNowhereFailsAndSaysWhy() throws IOException {
        ObjectNode body = Rest.instance("giant", "web").put("ram", 1_000_000_000L >> 6);

        JsonNode work = quark.done(quark.rest().post("/v1/instances", body));

        assertThat(work.path("state").asText()).isEqualTo("failed");
        assertThat(work.at("/error/detail").asText()).contains("ram");
        assertThat(quark.rest().get("/v1/instances?name=giant").json().path("items"))
                .isEmpty();
        assertThat(quark.findingsAtRest()).isEmpty();
    }

    private static void isRefused(Rest.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("content-type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("hint").asText()).as(answer.text()).isNotEmpty();
    }
}
