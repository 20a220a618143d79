package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.looking.Look;
import io.quark.common.model.Boot;
import io.quark.common.model.ImageFile;
import io.quark.common.model.ImageFile.Role;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Task;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.ticket.LookingKey;
import io.quark.common.ticket.Ticket;
import io.quark.compute.config.ComputeConfig;
import io.quark.compute.config.EndpointConfig;
import io.quark.compute.config.HypervisorKind;
import io.quark.compute.config.LibvirtConfig;
import io.quark.compute.host.LibvirtHosts;
import io.quark.compute.libvirt.CallTimer;
import io.quark.compute.looking.ConsoleClient;
import io.quark.compute.looking.Endpoint;
import io.quark.compute.looking.MachineMetrics;
import io.quark.compute.storage.EvictionListener;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Looks into the tiny guest on a real QEMU, through the endpoint. */
class LookingInIT {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String instance = Ids.fresh();
    private PrivateLibvirt libvirt;
    private ComputeFixture compute;
    private Endpoint endpoint;
    private LookingKey key;

    @BeforeEach
    void start() {
        Path images = images();
        assumeTrue(
                Files.exists(images.resolve("tiny-initrd")), "no tiny guest in " + images + ": run scripts/tiny-image");
        libvirt = PrivateLibvirt.start();
        compute = new ComputeFixture(zooKeeper, state)
                .on((config, directory, tree) ->
                        LibvirtHosts.open(onLibvirt(config), directory, tree, CallTimer.NONE, EvictionListener.NONE))
                .start();
        key = new LookingKey(zooKeeper.session(), compute.paths(), Clock.systemUTC());
        endpoint = Endpoint.start(EndpointConfig.DEFAULTS, key, Clock.systemUTC());
        endpoint.serve(compute.process().insights());
    }

    @AfterEach
    void stop() throws Exception {
        if (endpoint != null) {
            endpoint.close();
        }
        if (compute != null) {
            compute.deleteAll();
            compute.close();
        }
        if (libvirt != null) {
            libvirt.close();
        }
    }

    @Test
    void everythingThatTheGuestShowsIsSeen() throws Exception {
        Task build = compute.placeBuild(machine(), 1);
        assertThat(compute.awaitEnd(build).problem()).isEmpty();
        try (ConsoleClient console = console("serial")) {
            await().atMost(Duration.ofMinutes(1)).until(() -> log().contains("quark-tiny: ready"));
            console.type("\necho the answer is $((40+2))\n");
            console.awaitText("the answer is 42");
            try (ConsoleClient second = console("serial")) {
                console.awaitEnd();
                assertThat(console.reason()).contains("taken over");
                second.type("echo and $((40+3))\n");
                second.awaitText("and 43");
                assertThat(log()).contains("the answer is 42", "and 43");
                screenIsSeen();
                numbersAreTold();
                assertThat(Json.tree(get("agent").body()).path("connected").asBoolean())
                        .isFalse();

                PrivateLibvirt.virsh(libvirt.uri(), "destroy", instance);
                second.awaitEnd();
            }
        }
        await().until(() -> compute.managed(instance)
                .filter(managed -> managed.status() == MachineStatus.STOPPED)
                .isPresent());
        assertThat(get("screenshot").statusCode()).isEqualTo(409);
        assertThat(log()).contains("quark-tiny: ready");
        compute.awaitEnd(compute.placeDelete(instance));
        assertThat(get("console-log").statusCode()).isEqualTo(404);
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
                .timeout(Duration.ofSeconds(20))
                .build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    private ConsoleClient console(String kind) {
        return ConsoleClient.open(http, url(kind), ticket(kind));
    }

    private URI url(String what) {
        return endpoint.url().resolve(Look.path(ComputeFixture.HOST, instance, what));
    }

    private String ticket(String what) {
        Ticket ticket = new Ticket(
                what, ComputeFixture.HOST, instance, Ids.fresh(), Instant.now().plusSeconds(20));
        return Look.TICKET_SCHEME + " " + key.get().join().sign(ticket);
    }

    private ComputeConfig onLibvirt(ComputeConfig sim) {
        return new ComputeConfig(
                sim.name(),
                sim.admin(),
                sim.log(),
                sim.fault(),
                sim.endpoint(),
                "",
                sim.zookeeper(),
                HypervisorKind.LIBVIRT,
                new LibvirtConfig(libvirt.uri(), ""),
                sim.sim(),
                sim.net(),
                sim.storage(),
                libvirt.storage().toString(),
                sim.stateDir(),
                sim.reserved(),
                sim.ratios(),
                Map.of(),
                "",
                sim.maxBandwidth(),
                4,
                10,
                0,
                "");
    }

    private Machine machine() throws Exception {
        return Machine.plain(
                instance,
                "looked-into",
                "default",
                128,
                1,
                16,
                new Boot(
                        Optional.empty(),
                        List.of(file(Role.KERNEL, "tiny-vmlinuz"), file(Role.INITRD, "tiny-initrd")),
                        Optional.of("console=ttyS0 quiet panic=5 no_timer_check")),
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                0);
    }

    private static ImageFile file(Role role, String name) throws Exception {
        Path path = images().resolve(name);
        byte[] bytes = Files.readAllBytes(path);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        return new ImageFile(role, "raw", bytes.length, sha256, path.toString(), Optional.empty());
    }

    private static Path images() {
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .orElse(System.getProperty("user.home") + "/.cache");
        return Path.of(cache, "quark", "images");
    }
}
