package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Real guests that move between two hosts which share no storage, while another guest pings them. Each test leaves the machine on one of them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MigrationIT {

    private static final int ACCEPTED = 202;

    private static final String CONSOLES = "consoles";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Pattern PINGS = Pattern.compile("(\\d+) packets transmitted, (\\d+) packets received");

    /** What the guest has in memory takes about half a minute. */
    private static final int SLOW_KBPS = 16_800;

    private static NamespacedHosts hosts;
    private static Quark quark;
    private static Guest moving;
    private static Guest watching;

    @BeforeAll
    static void start() throws Exception {
        assumeThat(Libvirt.isThere())
                .as("a real libvirt, and root for its network namespaces")
                .isTrue();
        Path dir = Quark.directory();
        hosts = NamespacedHosts.open(dir, 2);
        quark = Quark.start(
                dir,
                hosts.plan()
                        .orcs(1)
                        .with("compute", "zookeeper.session_timeout_ms", "3000")
                        .with("orc", "host_grace_s", "10"));
        quark.makeNetwork(Rest.network(CONSOLES, "10.90.0.0/24"));
        done("POST", "/v1/segment-pools", "{'name':'overlay','type':'vxlan','first':5000,'last':5009}");
        ObjectNode wide = Rest.network("wide", "10.95.0.0/24").put("mtu", 1450);
        wide.putObject("segment").put("type", "vxlan");
        quark.makeNetwork(wide);
        done("POST", "/v1/qos-policies", "{'name':'lane','rules':[" + limit("egress") + "," + limit("ingress") + "]}");
        Rest.Answer one = build("moving", "10.95.0.11", hosts.host(1));
        Rest.Answer two = build("watching", "10.95.0.12", hosts.host(2));
        moving = guest(one, hosts.host(1));
        watching = guest(two, hosts.host(2));
        done("PATCH", "/v1/ports/" + moving.port(), "{'qos_policy':'lane'}");
        List.of(moving, watching).forEach(Guest::awaitReady);
    }

    @AfterAll
    static void stop() throws Exception {
        if (hosts != null) {
            hosts.close();
        }
        if (quark != null) {
            quark.close();
        }
    }

    @AfterEach
    void nothingIsLeftOnTheOtherHostAndTreeAndKernelsAgree() {
        assertThat(quark.findingsAtRest()).isEmpty();
        NamespacedHost here = moving.host();
        NamespacedHost other = other(here);
        assertThat(here.machines()).contains(moving.id());
        Awaitility.await("what is left of it on " + other.name())
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(domains(other)).doesNotContain(moving.id());
                    assertThat(files(other)).noneMatch(file -> file.toString().contains(moving.id()));
                    assertThat(interfaces(other)).hasSize(interfacesOf(other));
                });
        assertThat(KernelAudit.of(quark.tree(), here)).isEmpty();
        assertThat(KernelAudit.of(quark.tree(), other)).isEmpty();
    }

    @Test
    void aGuestGoesOnAnsweringWhileItMoves() throws Exception {
        NamespacedHost target = other(moving.host());
        moving.says("echo remembered >/tmp/mark");
        watching.inBackground("ping -i 1 -c 14 " + moving.ip() + " >/tmp/pings 2>&1");

        JsonNode work = quark.succeeded(migrate(target, ""));

        moved(target);
        assertThat(work.at("/result/compute").asText()).isEqualTo(target.name());
        assertThat(stepNames(work)).containsSubsequence("migrate", "take_over", "limit_network", "resume");
        assertThat(moving.says("cat /tmp/mark")).isEqualTo("remembered");
        assertThat(moving.says("ip addr show dev " + Guest.NIC)).contains(moving.mac(), moving.ip() + "/24");
        String pings = Awaitility.await("the pings")
                .atMost(PATIENCE)
                .until(() -> watching.says("cat /tmp/pings"), said -> said.contains("received"));
        Matcher counted = PINGS.matcher(pings);
        assertThat(counted.find()).as(pings).isTrue();
        assertThat(Integer.parseInt(counted.group(1)) - Integer.parseInt(counted.group(2)))
                .as("pings lost: " + pings)
                .isLessThanOrEqualTo(2);
    }

    @Test
    void aMigrationThatIsCancelledLeavesTheMachineWhereItRuns() throws Exception {
        NamespacedHost target = other(moving.host());
        Rest.Answer asked = migrate(target, ",'max_bandwidth_kbps':" + SLOW_KBPS);
        awaitTransfer(moving.host());

        quark.rest().post("/v1/work-units/" + asked.id() + "/cancel", Rest.object());

        assertThat(quark.done(asked).path("state").asText()).isEqualTo("cancelled");
        assertThat(moving.says("echo here")).isEqualTo("here");
        assertThat(watching.reaches(moving.ip())).isTrue();
    }

    @Test
    void aMigrationSurvivesTheDaemonsOfBothHosts() throws Exception {
        NamespacedHost source = moving.host();
        NamespacedHost target = other(source);
        Rest.Answer asked = migrate(target, ",'max_bandwidth_kbps':" + 4 * SLOW_KBPS);
        awaitTransfer(source);

        for (NamespacedHost host : List.of(source, target)) {
            quark.cluster().process("compute-" + host.name()).kill();
            quark.cluster().restart("compute-" + host.name());
        }

        quark.succeeded(asked);
        moved(target);
        assertThat(moving.says("echo here")).isEqualTo("here");
        assertThat(watching.reaches(moving.ip())).isTrue();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aMachineOfADeadHostIsMadeAnewElsewhereAndTheHostThatReturnsHasItNoMore() throws Exception {
        NamespacedHost dead = moving.host();
        dead.switchOff();
        Rest.Answer asked = Awaitility.await("its silence is noticed")
                .atMost(PATIENCE)
                .until(() -> act("{'action':'evacuate','fenced':true}"), answer -> answer.status() == ACCEPTED);

        JsonNode work = quark.succeeded(asked);

        moved(other(dead));
        assertThat(work.at("/result/made_from").asText()).isEqualTo("empty_disk");
        moving.awaitReady();
        assertThat(moving.says("ip addr show dev " + Guest.NIC)).contains(moving.mac(), moving.ip() + "/24");
        dead.switchOn();
        dead.awaitLibvirt();
        quark.cluster().restart("compute-" + dead.name());
    }

    private static Rest.Answer migrate(NamespacedHost target, String more) throws Exception {
        return act("{'action':'migrate','live':true,'compute':'" + target.name() + "'" + more + "}");
    }

    private static Rest.Answer act(String action) throws Exception {
        return send("POST", "/v1/instances/" + moving.id() + "/actions", action);
    }

    private static void moved(NamespacedHost target) {
        moving = new Guest(target, moving.id(), moving.port(), moving.mac(), moving.ip(), moving.console());
    }

    private static NamespacedHost other(NamespacedHost host) {
        return host.equals(hosts.host(1)) ? hosts.host(2) : hosts.host(1);
    }

    /** Until libvirt says that it has sent something. */
    private static void awaitTransfer(NamespacedHost source) {
        Awaitility.await("the transfer has begun")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() ->
                        source.run("virsh", "-q", "-c", "qemu:///system", "domjobinfo", moving.id()).lines().stream()
                                .anyMatch(line -> line.startsWith("Memory processed") && !line.contains(" 0.000 B")));
    }

    private static List<String> domains(NamespacedHost host) {
        return host.run("virsh", "-q", "-c", "qemu:///system", "list", "--all", "--uuid")
                .lines();
    }

    private static List<Path> files(NamespacedHost host) throws Exception {
        try (Stream<Path> files = Files.walk(quark.dir())) {
            return files.filter(file -> file.toString().contains("compute-" + host.name()))
                    .filter(file -> !file.toString().endsWith(".log"))
                    .toList();
        }
    }

    private static List<String> interfaces(NamespacedHost host) {
        return host.run("ip", "-o", "link", "show").lines().stream()
                .filter(line -> line.matches("\\d+: qt.*"))
                .toList();
    }

    /** Each guest has two. */
    private static int interfacesOf(NamespacedHost host) {
        return 2 * domains(host).size();
    }

    private static List<String> stepNames(JsonNode work) {
        return work.path("steps_completed").findValuesAsText("name");
    }

    private static Rest.Answer build(String name, String ip, NamespacedHost host) throws Exception {
        ObjectNode body =
                Rest.instance(name, CONSOLES).put("user_data", Guest.USER_DATA).put("compute", host.name());
        body.put("storage", 64);
        body.withArray("nics")
                .addObject()
                .put("network", "wide")
                .putArray("ips")
                .add(ip);
        return quark.rest().post("/v1/instances", body);
    }

    private static Guest guest(Rest.Answer build, NamespacedHost host) throws Exception {
        String id = quark.succeeded(build).at("/target/id").asText();
        JsonNode nics = quark.rest().get("/v1/instances/" + id).json().path("nics");
        return new Guest(
                host,
                id,
                nics.at("/1/port").asText(),
                nics.at("/1/mac").asText(),
                nics.at("/1/ips/0").asText(),
                nics.at("/0/ips/0").asText());
    }

    private static String limit(String direction) {
        return "{'type':'bandwidth_limit','direction':'" + direction + "','max_kbps':9000,'max_burst_kbps':900}";
    }

    private static void done(String method, String path, String body) throws Exception {
        quark.succeeded(send(method, path, body));
    }

    /** Single quotes stand for double ones. */
    private static Rest.Answer send(String method, String path, String body) throws Exception {
        return quark.rest().send(method, path, Json.tree(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }
}
