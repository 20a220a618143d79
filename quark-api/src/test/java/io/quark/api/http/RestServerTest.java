package io.quark.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.Javalin;
import io.quark.api.bind.Field;
import io.quark.common.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestServerTest {

    record Thing(
            @Field(required = true, maxLength = 8) Optional<String> name,
            @Field(min = 1, max = 9) Optional<Long> size) {}

    private static final ExecutorService ANSWERING = Executors.newCachedThreadPool();
    private static final CompletableFuture<Answer> LATER = new CompletableFuture<>();
    private static final CountDownLatch STREAMING = new CountDownLatch(1);
    private static final CountDownLatch SUBSCRIBING = new CountDownLatch(1);
    private static final CountDownLatch SUBSCRIBED = new CountDownLatch(1);
    private static final List<EventStream> STREAMS = new java.util.concurrent.CopyOnWriteArrayList<>();
    private static Javalin server;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        RouteTable table = new RouteTable(List.of(
                Route.get("/v1/things/{thing}", "get_thing")
                        .takes(Parameter.number("depth", 1, 9, ""))
                        .by(request -> Answer.ok(List.of(request.part("thing"), request.project()))
                                .now()),
                Route.post("/v1/things", "create_thing").body(Thing.class).by(request -> {
                    Thing thing = request.read(Thing.class);
                    request.refuseFaults("Correct it.");
                    return Answer.json(202, thing).now();
                }),
                Route.get("/v1/later", "get_later").by(request -> LATER),
                Route.get("/v1/broken", "get_broken").by(request -> {
                    throw new IllegalStateException("secret inner words");
                }),
                Route.get("/v1/events", "get_events")
                        .by(request -> Answer.events(stream -> {
                                    STREAMS.add(stream);
                                    STREAMING.countDown();
                                })
                                .now()),
                Route.get("/v1/events/slow", "get_slow_events")
                        .by(request ->
                                Answer.events(RestServerTest::subscribeSlowly).now())));
        RestServer rest = new RestServer(table, ANSWERING, new MetricRegistry());
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    rest.mount(config);
                })
                .start("127.0.0.1", 0);
        client = HttpClient.newHttpClient();
    }

    private static void subscribeSlowly(EventStream stream) {
        SUBSCRIBING.countDown();
        try {
            SUBSCRIBED.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stream.end();
    }

    @AfterAll
    static void stop() {
        server.stop();
        ANSWERING.shutdownNow();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String body) throws Exception {
        return send(to("/v1/things")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    private static JsonNode problem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        JsonNode problem = Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        for (String member : List.of("type", "title", "detail", "instance", "hint")) {
            assertThat(problem.path(member).asText()).as(member).isNotEmpty();
        }
        return problem;
    }

    @Test
    void anAnswerIsJson() throws Exception {
        HttpResponse<String> answer = send(to("/v1/things/a%20b").header("Quark-Project", "blue"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("[\"a b\",\"blue\"]");
    }

    @Test
    void everyFaultOfARequestIsNamedInOneAnswer() throws Exception {
        JsonNode problem =
                problem(post("{\"name\": \"much too long\", \"size\": 10, \"extra\": 1, \"size\": 11}"), 400);

        assertThat(problem.at("/errors").findValuesAsText("pointer"))
                .containsExactly("/size", "/name", "/size", "/extra");
        assertThat(problem.path("hint").asText()).isEqualTo("Correct it.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"name\": '            | line 1",
                "'{\"name\": }'           | line 1",
                "'{} {}'                  | line 1",
                "''                       | empty",
                "'{\"name\": \"a\",\n,}'  | line 2",
            })
    void malformedJsonIsRefusedWithThePlaceOfTheFault(String body, String place) throws Exception {
        assertThat(problem(post(body), 400).path("detail").asText()).contains(place);
    }

    @Test
    void deepNestingIsRefused() throws Exception {
        problem(post("{\"name\": " + "[".repeat(50_000)), 400);
    }

    @Test
    void anythingButAnObjectIsRefused() throws Exception {
        assertThat(problem(post("[1]"), 400).at("/errors/0/detail").asText()).contains("object");
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"})
    void anotherMediaTypeIsRefused(String type) throws Exception {
        problem(send(to("/v1/things").header("Content-Type", type).POST(BodyPublishers.ofString("{}"))), 415);
    }

    @Test
    void anUnknownPathIsNotFound() throws Exception {
        problem(send(to("/v2/things")), 404);
    }

    @Test
    void anotherMethodIsNotAllowedAndTheAllowedOnesAreNamed() throws Exception {
        HttpResponse<String> answer = send(to("/v1/things").DELETE());

        problem(answer, 405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    }

    @ParameterizedTest
    @CsvSource({"depth=0", "depth=x", "depth=1&depth=2", "other=1", "depth=99999999999999999999"})
    void parametersAreChecked(String query) throws Exception {
        assertThat(problem(send(to("/v1/things/a?" + query)), 400)
                        .at("/errors/0/pointer")
                        .asText())
                .isIn("depth", "other");
    }

    @ParameterizedTest
    @CsvSource({"Quark-Project, A/B", "Quark-Project, ''", "Idempotency-Key, ''"})
    void headersAreChecked(String header, String value) throws Exception {
        JsonNode problem = problem(send(to("/v1/things/a").header(header, value)), 400);

        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(header);
    }

    @Test
    void whatJettyRefusesIsAProblemToo() throws Exception {
        String answer = raw("GET /v1/things/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }

    @Test
    void aFailureTellsNothingOfTheInside() throws Exception {
        HttpResponse<String> answer = send(to("/v1/broken"));

        problem(answer, 500);
        assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
    }

    @Test
    void anAnswerMayComeLater() throws Exception {
        var pending = client.sendAsync(to("/v1/later").build(), BodyHandlers.ofString());
        LATER.completeExceptionally(ProblemType.CONFLICT.of("in the way", "Move it."));

        problem(pending.get(), 409);
    }

    @Test
    void aBodyOfAHundredMegabytesIsRefusedBeforeItIsRead() throws Exception {
        byte[] chunk = new byte[1024 * 1024];
        long begin = System.nanoTime();
        HttpResponse<String> answer = send(to("/v1/things")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> repeated(chunk, 100)), 100L * chunk.length)));

        problem(answer, 413);
        assertThat(System.nanoTime() - begin).isLessThan(30_000_000_000L);
    }

    @Test
    void aBodyWithoutLengthIsRefusedWhenItGrowsTooLarge() throws Exception {
        byte[] chunk = new byte[1024 * 1024];
        problem(
                send(to("/v1/things")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(() -> repeated(chunk, 20)))),
                413);
    }

    @Test
    @SuppressWarnings("StringConcatToTextBlock") // the line ends of HTTP are to be seen
    void aClientThatAsksBeforeSendingIsToldNotTo() throws Exception {
        String answer = raw("POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100000000\r\nExpect: 100-continue\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413").doesNotContain("100 Continue");
    }

    @Test
    void eventsAreStreamed() throws Exception {
        HttpResponse<InputStream> answer = client.send(to("/v1/events").build(), BodyHandlers.ofInputStream());
        STREAMING.await();
        STREAMS.get(0).send(new ServerEvent(Optional.of("7"), "thing.created", java.util.Map.of("id", "x")));
        STREAMS.get(0).end();

        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(": \n\nid: 7\nevent: thing.created\ndata: {\"id\":\"x\"}\n\n");
    }

    @Test
    void whoSeesAStreamBeginIsSubscribed() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> begins =
                client.sendAsync(to("/v1/events/slow").build(), BodyHandlers.ofInputStream());
        SUBSCRIBING.await();

        await().during(Duration.ofMillis(200)).until(() -> !begins.isDone());
        SUBSCRIBED.countDown();

        assertThat(new String(begins.get().body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(": \n\n");
    }

    private static InputStream repeated(byte[] chunk, int times) {
        return new java.io.SequenceInputStream(
                java.util.Collections.enumeration(java.util.Collections.nCopies(times, chunk).stream()
                        .<InputStream>map(java.io.ByteArrayInputStream::new)
                        .toList()));
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
