package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.testing.BesideOthers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A real guest that moves between two hosts which share no storage. Each test leaves the machine on one of them. That it goes on answering
 * meanwhile, {@link BetweenHostsIT} measures.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@BesideOthers
class MigrationIT {

    private static final int ACCEPTED = 202;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** The least that libvirt takes: what the guest has in memory needs a minute. */
    private static final int SLOW_KBPS = 8_400;

    /** It needs some seconds. */
    private static final int BRISK_KBPS = 67_200;

    /** Not libvirt's own limit. */
    private static final int DOWNTIME_MS = 123;

    private static TwoHosts both;
    private static Quark quark;
    private static Guest moving;
    private static Guest watching;

    @BeforeAll
    static void start() throws Exception {
        both = TwoHosts.start((plan, dir) -> plan.with("orc", "host_grace_s", "10"));
        quark = both.quark();
        both.done("POST", "/v1/segment-pools", "{'name':'overlay','type':'vxlan','first':5000,'last':5009}");
        both.vxlan("wide", "10.95.0.0/24");
        new Policies(both).make("lane", Policies.limits(9_000, 9_000));
        Rest.Answer one = build("moving", "10.95.0.11", both.first());
        Rest.Answer two = build("watching", "10.95.0.12", both.second());
        moving = both.guest(one, both.first());
        watching = both.guest(two, both.second());
        both.done("PATCH", "/v1/ports/" + moving.port(), "{'qos_policy':'lane'}");
        List.of(moving, watching).forEach(Guest::awaitReady);
    }

    @AfterAll
    static void stop() throws Exception {
        if (both != null) {
            both.close();
        }
    }

    @AfterEach
    void nothingIsLeftOnTheOtherHostAndTreeAndKernelsAgree() {
        assertThat(quark.findingsAtRest()).isEmpty();
        NamespacedHost here = moving.host();
        NamespacedHost other = both.other(here);
        assertThat(here.machines()).contains(moving.id());
        Awaitility.await("what is left of it on " + other.name())
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(TwoHosts.domains(other)).doesNotContain(moving.id());
                    assertThat(files(other)).noneMatch(file -> file.toString().contains(moving.id()));
                    assertThat(interfaces(other)).hasSize(interfacesOf(other));
                });
        KernelAudit.awaitAgreement(quark, both.all());
    }

    @Test
    void aMachineThatIsMovedColdBringsItsDiskWhetherItRanOrNot() throws Exception {
        NamespacedHost home = moving.host();
        NamespacedHost target = both.other(home);
        moving.writes("/dev/vda", "remembered");

        JsonNode ran = quark.succeeded(migrateCold(target));

        moved(target);
        assertThat(stepNames(ran)).containsSubsequence("shut_down", "copy", "take_over", "limit_network", "resume");
        moving.awaitReady();
        assertThat(moving.reads("/dev/vda", 10)).isEqualTo("remembered");
        assertThat(moving.says("ip addr show dev " + Guest.NIC)).contains(moving.mac(), moving.ip() + "/24");

        quark.succeeded(act("{'action':'stop','force':true}"));
        quark.succeeded(migrateCold(home));

        moved(home);
        assertThat(home.machines()).as("what runs").doesNotContain(moving.id());
        quark.succeeded(act("{'action':'start'}"));
        moving.awaitReady();
        assertThat(moving.reads("/dev/vda", 10)).isEqualTo("remembered");
    }

    @Test
    void aVolumeIsCopiedWithItsMachineAndIsOnTheNewHostOnly() throws Exception {
        NamespacedHost source = moving.host();
        NamespacedHost target = both.other(source);
        String volume = both.done("POST", "/v1/volumes", "{'name':'data','size':16}")
                .at("/target/id")
                .asText();
        quark.succeeded(act("{'action':'attach_volume','volume':'data'}"));
        moving.writes("/dev/vdc", "carried");

        quark.succeeded(migrate(target, ""));

        moved(target);
        assertThat(moving.reads("/dev/vdc", 7)).isEqualTo("carried");
        assertThat(quark.rest().get("/v1/volumes/data").json().path("compute").asText())
                .isEqualTo(target.name());
        Awaitility.await("what is left of the volume on " + source.name())
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(files(source))
                        .noneMatch(file -> file.toString().contains(volume)));
        quark.succeeded(act("{'action':'detach_volume','volume':'data'}"));
        both.done("DELETE", "/v1/volumes/data", "");
        assertThat(files(target)).noneMatch(file -> file.toString().contains(volume));
    }

    @Test
    void aMachineThatOutgrowsItsHostGoesToAnother() throws Exception {
        NamespacedHost full = moving.host();
        NamespacedHost target = both.other(full);
        int free = quark.rest()
                .get("/v1/computes/" + full.name())
                .json()
                .at("/free/cpu")
                .asInt();
        Rest.Answer ballast = both.build(TwoHosts.machine("ballast", full).put("cpu", free));
        quark.succeeded(ballast);
        moving.says("echo remembered >/tmp/mark");

        JsonNode work = quark.succeeded(act("{'action':'resize','cpu':2,'restart':true,'move':true}"));

        moved(target);
        assertThat(stepNames(work)).containsSubsequence("migrate", "take_over", "set_vcpu");
        moving.awaitReady();
        assertThat(moving.says("ip addr show dev " + Guest.NIC)).contains(moving.mac(), moving.ip() + "/24");
        assertThat(TwoHosts.virsh(target, "vcpucount", moving.id(), "--live", "--current"))
                .isEqualTo("2");
        quark.succeeded(quark.rest().delete("/v1/instances/ballast"));
    }

    @Test
    void aMigrationThatIsCancelledLeavesTheMachineWhereItRuns() throws Exception {
        NamespacedHost target = both.other(moving.host());
        // What is sent must be sent again before that is through, so that it does not end by itself before it is
        // cancelled.
        moving.says("touch /tmp/on");
        moving.inBackground("while [ -e /tmp/on ]; do cat /bin/busybox >/tmp/again; sleep 0.2; done");
        Rest.Answer asked = migrate(target, ",'max_bandwidth_kbps':" + SLOW_KBPS + ",'max_downtime_ms':" + DOWNTIME_MS);
        Transfer.awaitBegun(moving.host(), moving.id());
        double seen = share(asked);

        Awaitility.await("progress in the work unit").atMost(PATIENCE).until(() -> share(asked) > seen);
        Awaitility.await("the limit of its downtime")
                .atMost(PATIENCE)
                .until(() -> TwoHosts.virsh(moving.host(), "migrate-getmaxdowntime", moving.id())
                        .contains(Integer.toString(DOWNTIME_MS)));
        Transfer.awaitAtMost(1.5 * SLOW_KBPS, moving.host(), moving.id());

        quark.rest().post("/v1/work-units/" + asked.id() + "/cancel", Rest.object());

        assertThat(quark.done(asked).path("state").asText()).isEqualTo("cancelled");
        assertThat(moving.says("rm /tmp/on /tmp/again; echo here")).isEqualTo("here");
        watching.awaitReaching(moving.ip());
    }

    @Test
    void aMigrationSurvivesTheDaemonsOfBothHosts() throws Exception {
        NamespacedHost source = moving.host();
        NamespacedHost target = both.other(source);
        Rest.Answer asked = migrate(target, ",'max_bandwidth_kbps':" + BRISK_KBPS);
        Transfer.awaitBegun(source, moving.id());

        both.killDaemons();

        quark.succeeded(asked);
        moved(target);
        assertThat(moving.says("echo here")).isEqualTo("here");
        watching.awaitReaching(moving.ip());
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

        moved(both.other(dead));
        assertThat(work.at("/result/made_from").asText()).isEqualTo("empty_disk");
        moving.awaitReady();
        assertThat(moving.says("ip addr show dev " + Guest.NIC)).contains(moving.mac(), moving.ip() + "/24");
        dead.switchOn();
        dead.awaitLibvirt();
        quark.cluster().restart("compute-" + dead.name());
    }

    private static Rest.Answer migrateCold(NamespacedHost target) throws Exception {
        return act("{'action':'migrate','live':false,'compute':'" + target.name() + "'}");
    }

    private static Rest.Answer migrate(NamespacedHost target, String more) throws Exception {
        return act("{'action':'migrate','live':true,'compute':'" + target.name() + "'" + more + "}");
    }

    private static Rest.Answer act(String action) throws Exception {
        return both.act(moving, action);
    }

    private static void moved(NamespacedHost target) {
        moving = moving.on(target);
    }

    private static double share(Rest.Answer asked) throws Exception {
        return quark.rest()
                .get("/v1/work-units/" + asked.id())
                .json()
                .path("progress")
                .asDouble();
    }

    private static List<Path> files(NamespacedHost host) throws Exception {
        return Quark.files(quark.dir()).stream()
                .filter(file -> file.toString().contains("compute-" + host.name()))
                .filter(file -> !file.toString().endsWith(".log"))
                .toList();
    }

    private static List<String> interfaces(NamespacedHost host) {
        return host.run("ip", "-o", "link", "show").lines().stream()
                .filter(line -> line.matches("\\d+: qt.*"))
                .toList();
    }

    /** Each guest has two. */
    private static int interfacesOf(NamespacedHost host) {
        return 2 * TwoHosts.domains(host).size();
    }

    private static List<String> stepNames(JsonNode work) {
        return work.path("steps_completed").findValuesAsText("name");
    }

    private static Rest.Answer build(String name, String ip, NamespacedHost host) throws Exception {
        return both.build(TwoHosts.machine(name, "wide", ip, host).put("storage", 64));
    }
}
