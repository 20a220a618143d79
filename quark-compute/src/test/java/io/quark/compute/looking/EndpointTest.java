package io.quark.compute.looking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.looking.Look;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.testing.LaidOutTree;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.ticket.LookingKey;
import io.quark.common.ticket.OneTime;
import io.quark.common.ticket.Ticket;
import io.quark.common.ticket.TicketKey;
import io.quark.compute.config.EndpointConfig;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.sim.SimHypervisor;
import io.quark.compute.sim.SimWorld;
import io.quark.compute.testing.Machines;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The endpoint of two simulated computes, asked over real HTTP. */
class EndpointTest {

    private static final String COMPUTE = Machines.COMPUTE;
    private static final String BOOT = "this-life";

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String instance = Ids.fresh();
    private SimWorld world;
    private SimHypervisor hypervisor;
    private Endpoint endpoint;
    private LookingKey looking;
    private TicketKey key;

    @BeforeEach
    void start() throws Exception {
        LaidOutTree tree = zooKeeper.laidOutTree();
        looking = new LookingKey(tree.session(), tree.paths(), Clock.systemUTC());
        key = looking.get().join();
        world = SimWorld.open(SimWorld.Settings.IDEAL);
        hypervisor = compute(COMPUTE);
        endpoint = open(BOOT);
        run(instance);
    }

    private Endpoint open(String bootId) {
        Endpoint opened = Endpoint.start(EndpointConfig.DEFAULTS, bootId, looking, Clock.systemUTC());
        opened.serve(Map.of(COMPUTE, hypervisor.insight(), "c2", compute("c2").insight()));
        return opened;
    }

    @AfterEach
    void stop() {
        endpoint.close();
        world.close();
    }

    private SimHypervisor compute(String name) {
        return new SimHypervisor(world.host(name), new SimHypervisor.Size(1024, 2), name, Machines.TREE);
    }

    private void run(String id) {
        Machine machine = Machines.machine(id, 0, List.of(), List.of());
        Owner owner = new Owner(id, Ids.fresh(), Ids.fresh(), machine.name(), COMPUTE, Machines.TREE);
        hypervisor.define(owner, machine, MachineFiles.NONE, List.of()).join();
        hypervisor.start(id).join();
        hypervisor.resume(id).join();
    }

    private String ticket(String what, String compute, String id, String nonce, Instant expires) {
        return Look.TICKET_SCHEME + " " + key.sign(new Ticket(what, compute, id, nonce, expires));
    }

    private String ticket(String what) {
        return ticket(what, COMPUTE, instance, "", Instant.now().plusSeconds(60));
    }

    private URI url(String what) {
        return endpoint.url().resolve(Look.path(COMPUTE, instance, what));
    }

    private HttpResponse<byte[]> get(URI url, Optional<String> ticket) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        ticket.ifPresent(text -> request.header("Authorization", text));
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String what) throws Exception {
        return get(url(what), Optional.of(ticket(what)));
    }

    private ConsoleClient consoleWith(String kind, String ticket) {
        return ConsoleClient.open(http, url(kind), ticket);
    }

    @Test
    void everythingThatAMachineShowsIsTold() throws Exception {
        HttpResponse<byte[]> log = get("console-log");
        assertThat(new String(log.body(), StandardCharsets.UTF_8)).contains("quark-sim: ready");
        assertThat(log.headers().firstValueAsLong(Look.LOG_END)).hasValue(log.body().length);

        HttpResponse<byte[]> screen = get("screenshot");
        assertThat(screen.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(ImageIO.read(new ByteArrayInputStream(screen.body())).getWidth())
                .isEqualTo(320);

        JsonNode agent = Json.tree(get("agent").body());
        assertThat(agent.path("connected").asBoolean()).isTrue();
        assertThat(Json.tree(get("statistics").body()).at("/disks/0/name").asText())
                .isEqualTo("vda");
    }

    @Test
    void theEndOfTheLogIsShownAsFarAsItIsAskedFor() throws Exception {
        HttpResponse<byte[]> last =
                get(URI.create(url("console-log") + "?lines=1"), Optional.of(ticket("console-log")));
        assertThat(new String(last.body(), StandardCharsets.UTF_8)).isEqualTo("quark-sim: ready\n");

        HttpResponse<byte[]> onwards =
                get(URI.create(url("console-log") + "?from=11&bytes=7"), Optional.of(ticket("console-log")));
        assertThat(new String(onwards.body(), StandardCharsets.UTF_8)).isEqualTo("booting");
        assertThat(onwards.headers().firstValueAsLong(Look.LOG_END)).hasValue(18);
    }

    @Test
    void nobodyLooksInWithoutAValidTicketForJustThat() throws Exception {
        Instant soon = Instant.now().plusSeconds(60);
        List<Optional<String>> bad = List.of(
                Optional.empty(),
                Optional.of("Bearer x"),
                Optional.of(Look.TICKET_SCHEME + " 1.2.3"),
                Optional.of(ticket("agent", COMPUTE, instance, "", soon)),
                Optional.of(ticket("screenshot", "c2", instance, "", soon)),
                Optional.of(ticket("screenshot", COMPUTE, Ids.fresh(), "", soon)),
                Optional.of(ticket(
                        "screenshot", COMPUTE, instance, "", Instant.now().minusSeconds(60))));

        for (Optional<String> ticket : bad) {
            HttpResponse<byte[]> refused = get(url("screenshot"), ticket);
            assertThat(refused.statusCode()).as(ticket.toString()).isEqualTo(401);
            assertThat(Json.tree(refused.body()).path("title").asText()).isNotEmpty();
        }
        assertThat(get("screenshot").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNotThereAndWhatDoesNotRunIsSaidSo() throws Exception {
        String other = Ids.fresh();
        HttpResponse<byte[]> absent = get(
                endpoint.url().resolve(Look.path(COMPUTE, other, "screenshot")),
                Optional.of(
                        ticket("screenshot", COMPUTE, other, "", Instant.now().plusSeconds(60))));
        assertThat(absent.statusCode()).isEqualTo(404);
        HttpResponse<byte[]> elsewhere = get(
                endpoint.url().resolve(Look.path("c9", instance, "screenshot")),
                Optional.of(
                        ticket("screenshot", "c9", instance, "", Instant.now().plusSeconds(60))));
        assertThat(elsewhere.statusCode()).isEqualTo(404);

        world.host(COMPUTE).happen(instance, MachineStatus.STOPPED);
        assertThat(get("screenshot").statusCode()).isEqualTo(409);
        assertThat(get("agent").statusCode()).isEqualTo(409);
        assertThat(get("console-log").statusCode()).isEqualTo(200);

        world.host(COMPUTE).reach(Optional.of("gone fishing"));
        assertThat(get("statistics").statusCode()).isEqualTo(503);
    }

    @Test
    void whatIsTypedIntoAConsoleIsAnswered() {
        try (ConsoleClient console = consoleWith("serial", once("serial"))) {
            console.awaitText("quark-sim# ");
            console.type("hello");
            console.awaitText("quark-sim# hello");
            assertThat(endpoint.viewers()).isEqualTo(1);
        }
        await().until(() -> endpoint.viewers() == 0);
        try (ConsoleClient screen = consoleWith("vnc", once("vnc"))) {
            screen.awaitText("RFB 003.008\n");
        }
    }

    private String once(String kind) {
        return ticket(
                kind, COMPUTE, instance, OneTime.nonce(BOOT), Instant.now().plusSeconds(60));
    }

    @Test
    void aTicketOpensOneConsoleOnce() {
        String ticket = once("serial");
        consoleWith("serial", ticket).close();

        assertThat(refusal("serial", ticket)).isEqualTo(403);
        assertThat(refusal("vnc", ticket)).isEqualTo(401);
        assertThat(refusal("serial", ticket("serial"))).isEqualTo(401);
        assertThat(refusal("serial", once("vnc"))).isEqualTo(401);
    }

    @Test
    void aUsedTicketOpensNothingAlsoWhenTheComputeHasForgottenThatItWasUsed() {
        String used = once("serial");
        String unused = once("serial");
        consoleWith("serial", used).close();

        endpoint.close();
        endpoint = open("next-life");

        assertThat(refusal("serial", used)).isEqualTo(403);
        assertThat(refusal("serial", unused)).isEqualTo(403);
    }

    private int refusal(String kind, String ticket) {
        try {
            consoleWith(kind, ticket).close();
            return 101;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(WebSocketHandshakeException.class);
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    @Test
    void aSecondViewerTakesOver() {
        try (ConsoleClient first = consoleWith("serial", once("serial"))) {
            first.awaitText("quark-sim# ");
            try (ConsoleClient second = consoleWith("serial", once("serial"))) {
                second.awaitText("quark-sim# ");
                first.awaitEnd();
                assertThat(first.reason()).contains("taken over");
                second.type("mine");
                second.awaitText("mine");
                await().until(() -> endpoint.viewers() == 1);
            }
        }
    }

    @Test
    void aMachineThatDoesNotRunHasNoConsole() {
        world.host(COMPUTE).happen(instance, MachineStatus.STOPPED);

        assertThat(refusal("serial", once("serial"))).isEqualTo(409);
    }

    @Test
    void tooLongAMessageEndsTheConsole() {
        try (ConsoleClient console = consoleWith("serial", once("serial"))) {
            console.type("x".repeat(70_000));
            console.awaitEnd();
            await().until(() -> endpoint.viewers() == 0);
        }
    }

    /** Whoever types and never reads does not make the compute keep what it types. */
    @Test
    void aReaderThatReadsNothingHoldsBackWhatItTypes() {
        try (ConsoleClient console = consoleWith("serial", once("serial"))) {
            console.readNothing();
            int taken = console.typeAsMuchAsIsTaken("y".repeat(60_000), 400);
            assertThat(taken).isLessThan(400);
        }
    }
}
