package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import io.quark.common.looking.GuestFacts;
import io.quark.common.looking.Look;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.Task;
import io.quark.common.model.TaskKind;
import io.quark.common.testing.BesideOthers;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.ticket.LookingKey;
import io.quark.common.ticket.OneTime;
import io.quark.common.ticket.Ticket;
import io.quark.compute.config.EndpointConfig;
import io.quark.compute.looking.ConsoleClient;
import io.quark.compute.looking.Endpoint;
import io.quark.compute.looking.MachineMetrics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Looks into the tiny guest with a real guest agent on a real QEMU, through the endpoint. */
@BesideOthers
class LookingInIT {

    private static final String BOOT = "this-life";

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private final HttpClient http = HttpClient.newHttpClient();
    private RealHost host;
    private ComputeFixture compute;
    private Endpoint endpoint;
    private LookingKey key;
    private Machine machine;

    @BeforeEach
    void start() throws Exception {
        host = RealHost.start(zooKeeper, state);
        compute = host.compute();
        machine = host.talking(1);
        key = new LookingKey(zooKeeper.session(), compute.paths(), Clock.systemUTC());
        endpoint = Endpoint.start(EndpointConfig.DEFAULTS, BOOT, key, Clock.systemUTC());
        endpoint.serve(compute.process().insights());
    }

    @AfterEach
    void stop() throws Exception {
        if (endpoint != null) {
            endpoint.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void everythingThatTheGuestShowsIsSeenAndItsAgentTellsAndObeys() throws Exception {
        assertThat(compute.awaitEnd(compute.placeBuild(machine, 1)).problem()).isEmpty();
        assertThat(Json.tree(get("agent").body()).path("connected").asBoolean())
                .as("nothing runs in it yet")
                .isFalse();
        try (ConsoleClient console = console("serial")) {
            await().atMost(RealHost.PATIENCE).until(() -> log().contains("quark-tiny: ready"));
            console.type("\necho the answer is $((40+2))\n");
            console.awaitText("the answer is 42");
            try (ConsoleClient second = console("serial")) {
                console.awaitEnd();
                assertThat(console.reason()).contains("taken over");
                second.type("echo and $((40+3))\n");
                second.awaitText("and 43");
                await().untilAsserted(() -> assertThat(log()).contains("the answer is 42", "and 43"));
                screenIsSeen();
                numbersAreTold();
                agentTells();

                Task stop = compute.place(TaskKind.STOP, machine.instance(), false, 60);
                assertThat(compute.awaitEnd(stop).problem()).isEmpty();
                second.awaitEnd();
            }
        }
        await().untilAsserted(() -> assertThat(log()).contains("quark-tiny: shutdown -h"));
        assertThat(log()).doesNotContain("quark-tiny: power button");
        assertThat(compute.managed(machine.instance()).map(Managed::status)).contains(MachineStatus.STOPPED);
        assertThat(get("screenshot").statusCode()).isEqualTo(409);
        assertThat(get("agent").statusCode()).isEqualTo(409);
        compute.awaitEnd(compute.placeDelete(machine.instance()));
        assertThat(get("console-log").statusCode()).isEqualTo(404);
    }

    private void agentTells() {
        await().ignoreException(HttpTimeoutException.class).untilAsserted(() -> {
            GuestFacts facts = Json.read(get("agent").body(), GuestFacts.class);
            assertThat(facts.connected()).as(facts.toString()).isTrue();
            assertThat(facts.hostname()).contains("web-1");
            assertThat(facts.system().flatMap(GuestFacts.OperatingSystem::id)).contains("quark-tiny");
            assertThat(facts.interfaces()).anySatisfy(nic -> {
                assertThat(nic.mac()).contains(machine.nics().get(0).mac());
                assertThat(nic.addresses()).contains(host.address(1) + "/24");
            });
        });
    }

    private void screenIsSeen() throws Exception {
        HttpResponse<byte[]> png = get("screenshot");
        assertThat(png.statusCode()).isEqualTo(200);
        assertThat(png.body()).startsWith(0x89, 'P', 'N', 'G');
        BufferedImage screen = ImageIO.read(new ByteArrayInputStream(png.body()));
        assertThat(List.of(screen.getWidth(), screen.getHeight()))
                .isIn(List.of(720, 400), List.of(640, 480), List.of(1024, 768));
        try (ConsoleClient vnc = console("vnc")) {
            vnc.awaitText("RFB 003.008\n");
        }
    }

    private void numbersAreTold() throws Exception {
        JsonNode statistics = Json.tree(get("statistics").body());
        assertThat(statistics.path("running").asBoolean()).isTrue();
        assertThat(statistics.at("/cpu/time_ns").asLong()).isGreaterThan(100_000_000);
        assertThat(statistics.at("/memory/maximum").asLong()).isEqualTo(128L << 20);
        assertThat(statistics.at("/memory/rss").asLong()).isGreaterThan(32L << 20);
        assertThat(statistics.at("/disks").findValuesAsText("name")).contains("vda");
        String scraped = new MachineMetrics(compute.process().insights().values(), Clock.systemUTC())
                .collect()
                .toString();
        assertThat(new MachineMetrics(compute.process().insights().values(), Clock.systemUTC())
                        .collect().stream()
                                .filter(metric -> metric.getMetadata().getName().equals("quark_machine_cpu_seconds"))
                                .findFirst()
                                .orElseThrow()
                                .getDataPoints())
                .as(scraped)
                .hasSize(1);
    }

    private String log() throws Exception {
        return new String(get("console-log").body(), StandardCharsets.ISO_8859_1);
    }

    private HttpResponse<byte[]> get(String what) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(url(what))
                .header("Authorization", ticket(what))
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    private ConsoleClient console(String kind) {
        return ConsoleClient.open(http, url(kind), ticket(kind));
    }

    private URI url(String what) {
        return endpoint.url().resolve(Look.path(ComputeFixture.HOST, machine.instance(), what));
    }

    private String ticket(String what) {
        Ticket ticket = new Ticket(
                what,
                ComputeFixture.HOST,
                machine.instance(),
                OneTime.nonce(BOOT),
                Instant.now().plusSeconds(20));
        return Look.TICKET_SCHEME + " " + key.get().join().sign(ticket);
    }
}
