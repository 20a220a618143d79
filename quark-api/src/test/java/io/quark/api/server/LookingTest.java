package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.quark.api.cli.Quark;
import io.quark.common.id.Ids;
import io.quark.common.looking.Look;
import io.quark.common.model.Alive;
import io.quark.common.model.Boot;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.ticket.LookingKey;
import io.quark.common.tree.Op;
import io.quark.compute.config.EndpointConfig;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.looking.Endpoint;
import io.quark.compute.sim.SimHypervisor;
import io.quark.compute.sim.SimWorld;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Looks into simulated machines through two apis and a real endpoint. */
@Isolated("takes the standard streams of the process for itself")
class LookingTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static final String COMPUTE = "seen-1";
    private static final String TREE = "tree";
    private static final String BOOT = "boot";
    private static SimWorld world;
    private static SimHypervisor hypervisor;
    private static Endpoint endpoint;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String instance = Ids.fresh();

    @BeforeAll
    static void start() throws Exception {
        world = SimWorld.open(SimWorld.Settings.IDEAL);
        hypervisor = new SimHypervisor(world.host(COMPUTE), new SimHypervisor.Size(1024, 2), COMPUTE, TREE);
        endpoint = Endpoint.start(
                EndpointConfig.DEFAULTS,
                BOOT,
                new LookingKey(API.session(), API.paths(), Clock.systemUTC()),
                Clock.systemUTC());
        endpoint.serve(Map.of(COMPUTE, hypervisor.insight()));
        compute(COMPUTE, Optional.of(endpoint.url().toString()));
    }

    @AfterAll
    static void stop() {
        endpoint.close();
        world.close();
    }

    @BeforeEach
    void run() {
        record(instance, Optional.of(COMPUTE));
        Machine machine = Machine.plain(
                instance,
                "seen",
                "default",
                64,
                1,
                0,
                new Boot(Optional.empty(), List.of(), Optional.empty()),
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                0);
        Owner owner = new Owner(instance, Ids.fresh(), Ids.fresh(), "seen", COMPUTE, TREE);
        hypervisor.define(owner, machine, MachineFiles.NONE, List.of()).join();
        hypervisor.start(instance).join();
        hypervisor.resume(instance).join();
    }

    private static void compute(String name, Optional<String> at) {
        API.tree()
                .commit(
                        Op.createEmpty(API.paths().compute(name)),
                        Op.create(API.paths().self(name), self(name, at)),
                        Op.create(API.paths().alive(name), new Alive(BOOT, "machine", 1, Instant.now())));
    }

    private static ComputeSelf self(String name, Optional<String> at) {
        return new ComputeSelf(
                name,
                1024,
                2,
                1024,
                ComputeSelf.NetworkFacts.of(1000),
                Map.of(),
                Optional.empty(),
                new ComputeSelf.HypervisorFacts("sim", "sim:", "x86_64"),
                ComputeSelf.READY,
                Map.of(),
                new ComputeSelf.Ratios(1, 1, 1),
                at,
                Optional.empty(),
                Optional.empty());
    }

    private static void record(String id, Optional<String> compute) {
        InstanceSpec spec = InstanceSpec.plain(
                "seen-" + id.substring(id.length() - 12),
                64,
                1,
                0,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Instance built = Instance.building(
                id,
                "default",
                spec,
                new Boot(Optional.empty(), List.of(), Optional.empty()),
                compute.orElse(""),
                List.of(),
                Ids.fresh(),
                Instant.now(),
                0);
        Instance recorded = compute.isPresent()
                ? built
                : built.change().compute(Optional.empty()).build();
        API.tree().commit(Op.create(API.paths().instance(id), recorded));
    }

    private String path(String what) {
        return "/v1/instances/" + instance + "/" + what;
    }

    @Test
    void whatTheComputeShowsIsPassedOn() {
        assertThat(new String(API.client().bytes(path("console-log?lines=1")), StandardCharsets.UTF_8))
                .isEqualTo("quark-sim: ready\n");
        var onwards = API.client(1).get(path("console-log?from=11")).is(200);
        assertThat(onwards.header(Look.LOG_END)).isNotEmpty();
        assertThat(onwards.header("Content-Type")).startsWith("text/plain");
        assertThat(API.client().bytes(path("screenshot"))).startsWith(0x89, 'P', 'N', 'G');
        assertThat(API.client()
                        .get(path("agent"))
                        .is(200)
                        .json()
                        .path("connected")
                        .asBoolean())
                .isTrue();
        assertThat(API.client().get(path("statistics")).is(200).text("/disks/0/name"))
                .isEqualTo("vda");
    }

    @Test
    void whyNothingCanBeSeenIsSaid() {
        API.client().get("/v1/instances/" + Ids.fresh() + "/screenshot").isProblem(404);
        String homeless = Ids.fresh();
        record(homeless, Optional.empty());
        API.client().get("/v1/instances/" + homeless + "/screenshot").isProblem(409);

        world.host(COMPUTE).happen(instance, MachineStatus.STOPPED);
        assertThat(API.client().get(path("screenshot")).isProblem(409).text("/detail"))
                .contains("not running");
        API.client().get(path("console-log")).is(200);
        world.host(COMPUTE).vanish(instance);
        API.client().get(path("console-log")).isProblem(409);
    }

    @Test
    void aComputeThatIsSilentOrUnreachableIsToBeAskedLater() {
        compute("gone", Optional.of("http://127.0.0.1:1"));
        compute("mute", Optional.empty());
        compute("astray", Optional.of("http://127.0.0.1:1/elsewhere?x="));
        for (String name : List.of("gone", "mute", "astray")) {
            String id = Ids.fresh();
            record(id, Optional.of(name));
            assertThat(API.client()
                            .get("/v1/instances/" + id + "/statistics")
                            .isProblem(503)
                            .header("Retry-After"))
                    .isNotEmpty();
        }
        API.tree().commit(Op.delete(API.paths().alive("gone"), Op.ANY_VERSION));
        String id = Ids.fresh();
        record(id, Optional.of("gone"));
        assertThat(API.client()
                        .get("/v1/instances/" + id + "/agent")
                        .isProblem(503)
                        .text("/detail"))
                .contains("silent");
    }

    @Test
    void noComputeLeadsTheApiAnywhereElse() throws Exception {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        HttpServer lure = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        lure.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            exchange.getResponseHeaders().add("Location", "/lured");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        lure.start();
        try {
            compute("lure", Optional.of("http://127.0.0.1:" + lure.getAddress().getPort()));
            String id = Ids.fresh();
            record(id, Optional.of("lure"));

            API.client().get("/v1/instances/" + id + "/screenshot").isProblem(503);

            assertThat(asked).containsExactly(Look.path("lure", id, "screenshot"));
        } finally {
            lure.stop(0);
        }
    }

    @Test
    void aConsoleIsOpenedOnceByWhoeverHasTheToken() {
        var leave = API.client().post(path("console"), "{\"type\":\"serial\"}").is(200);
        assertThat(leave.text("/url")).startsWith("ws://127.0.0.1:").contains(instance, leave.text("/token"));
        assertThat(Instant.parse(leave.text("/expires_at")))
                .isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(61));

        try (Console console = open(leave.text("/url"))) {
            console.awaitText("quark-sim# ");
            console.type("hello");
            console.awaitText("hello");
            // The other api knows as well that it was used.
            String elsewhere = leave.text("/url")
                    .replaceFirst("//[^/]*", "//" + API.client(1).authority());
            assertThat(refusal(elsewhere)).isEqualTo(403);
        }
        await().until(() -> endpoint.viewers() == 0);
    }

    @Test
    void aTokenOfOneApiOpensAtAnother() {
        var leave = API.client().post(path("console"), "{\"type\":\"vnc\"}").is(200);

        try (Console screen = open(
                leave.text("/url").replaceFirst("//[^/]*", "//" + API.client(1).authority()))) {
            screen.awaitText("RFB 003.008\n");
        }
    }

    @Test
    void noOtherTokenOpensAConsole() {
        String url = API.client()
                .post(path("console"), "{\"type\":\"serial\"}")
                .is(200)
                .text("/url");
        String other = Ids.fresh();
        record(other, Optional.of(COMPUTE));

        assertThat(refusal(url.replace(instance, other))).isEqualTo(403);
        assertThat(refusal(url.replace("token=serial", "token=vnc"))).isEqualTo(403);
        assertThat(refusal(url.replaceFirst("token=.*", "token="))).isEqualTo(403);
        assertThat(refusal(url.replaceFirst("\\?.*", ""))).isEqualTo(403);
        API.client().get(URI.create(url).getPath()).isProblem(426);
        API.client()
                .get(path("console?token=serial.1.2.3"), "Sec-WebSocket-Version", "13")
                .isProblem(403);
        API.client().post(path("console"), "{\"type\":\"floppy\"}").isProblem(400);
        API.client().post(path("console"), "{}").isProblem(400);
        open(url).close();
    }

    @Test
    void aConsoleEndsWithItsViewersSuccessorAndWithItsMachine() {
        try (Console first = open(console())) {
            first.awaitText("quark-sim# ");
            try (Console second = open(console())) {
                first.awaitEnd();
                assertThat(first.reason).contains("taken over");
                second.type("mine");
                second.awaitText("mine");
            }
        }
        world.host(COMPUTE).happen(instance, MachineStatus.STOPPED);
        assertThat(refusal(console())).isEqualTo(409);
    }

    /** Nothing may pile up in the api: who reads nothing is not written to, and who is not read is held back. */
    @Test
    void aUserWhoReadsNothingIsHeldBack() {
        try (Console console = open(console())) {
            console.deaf = true;
            int taken = 0;
            while (taken < 2_000 && console.typed("z".repeat(60_000), 1)) {
                taken++;
            }
            assertThat(taken).isLessThan(2_000);
        }
        await().until(() -> endpoint.viewers() == 0);
    }

    @Test
    void theToolShowsIt(@TempDir Path dir) throws Exception {
        assertThat(tool("console-log", "--lines", "1")).isEqualTo("quark-sim: ready\n");
        assertThat(tool("agent")).contains("CONNECTED", "Simulation");
        assertThat(tool("statistics")).contains("CPU SECONDS", "vda", "sim0");
        assertThat(tool("statistics", "-o", "json")).contains("\"time_ns\"");
        Path png = dir.resolve("screen.png");
        tool("screenshot", png.toString());
        assertThat(Files.readAllBytes(png)).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void whatIsPipedIntoTheToolIsTypedAndItsAnswerShown() throws Exception {
        // The answer comes at once, unless the machine is busy.
        String shown = piped("typed by a pipe", 1);
        assertThat(shown.contains("typed by a pipe") ? shown : piped("typed by a pipe", 20))
                .contains("quark-sim# ", "typed by a pipe");
    }

    private String piped(String typed, int lingerS) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
        try {
            return tool("console", "--linger", Integer.toString(lingerS));
        } finally {
            System.setIn(before);
        }
    }

    /** What it printed; it has to succeed. */
    private String tool(String verb, String... more) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            List<String> words = new ArrayList<>(List.of("instance", verb, instance));
            words.addAll(List.of(more));
            words.addAll(List.of("--url", "http://" + API.client().authority()));
            assertThat(Quark.run(words.toArray(String[]::new))).isZero();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private String console() {
        return API.client()
                .post(path("console"), "{\"type\":\"serial\"}")
                .is(200)
                .text("/url");
    }

    private Console open(String url) {
        Console console = new Console();
        console.socket =
                http.newWebSocketBuilder().buildAsync(URI.create(url), console).join();
        return console;
    }

    private int refusal(String url) {
        try {
            open(url).close();
            return 101;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(WebSocketHandshakeException.class);
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    /** A user's end of a console. */
    private static final class Console implements WebSocket.Listener, AutoCloseable {

        private final AtomicReference<String> text = new AtomicReference<>("");
        private @Nullable WebSocket socket;
        private volatile boolean deaf;
        private volatile boolean ended;
        private volatile String reason = "";

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            String shown = StandardCharsets.ISO_8859_1.decode(data).toString();
            text.updateAndGet(before -> before + shown);
            if (!deaf) {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String why) {
            reason = why;
            ended = true;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            ended = true;
        }

        void awaitText(String part) {
            await().until(() -> text.get().contains(part));
        }

        void awaitEnd() {
            await().until(() -> ended);
        }

        void type(String typed) {
            assertThat(typed(typed, 60)).isTrue();
        }

        /** Whether it was taken within so many seconds. */
        boolean typed(String typed, int seconds) {
            try {
                if (socket != null) {
                    socket.sendBinary(ByteBuffer.wrap(typed.getBytes(StandardCharsets.UTF_8)), true)
                            .orTimeout(seconds, java.util.concurrent.TimeUnit.SECONDS)
                            .join();
                }
                return true;
            } catch (CompletionException e) {
                return false;
            }
        }

        @Override
        public void close() {
            if (socket != null) {
                socket.abort();
            }
        }
    }
}
