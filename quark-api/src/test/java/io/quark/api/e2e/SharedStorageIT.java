package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.testing.BesideOthers;
import java.nio.file.Files;
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

/** A real guest that moves between two hosts with one storage, with its volume and its snapshot: nothing is copied, and nothing is lost. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@BesideOthers
class SharedStorageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int ACCEPTED = 202;

    /** Its memory takes some seconds. */
    private static final int SLOW_KBPS = 67_200;

    private static TwoHosts both;
    private static Quark quark;
    private static Guest guest;
    private static String volume;
    private static String snapshot;

    @BeforeAll
    static void start() throws Exception {
        both = TwoHosts.start((plan, dir) -> plan.with(
                        "compute", "storage_dir", dir.resolve("common").toString())
                .with("compute", "storage.shared", "common")
                .with("orc", "host_grace_s", "10"));
        quark = both.quark();
        guest = both.guest(both.build(TwoHosts.machine("sharing", both.first()).put("storage", 64)), both.first());
        volume = both.done("POST", "/v1/volumes", "{'name':'data','size':64}")
                .at("/target/id")
                .asText();
        guest.awaitReady();
        quark.succeeded(both.act(guest, "{'action':'attach_volume','volume':'data'}"));
        guest.writes("/dev/vda", "one");
        guest.writes("/dev/vdc", "its own");
        quark.succeeded(both.act(guest, "{'action':'snapshot','name':'before'}"));
        snapshot = "before";
        guest.writes("/dev/vda", "two");
    }

    @AfterAll
    static void stop() throws Exception {
        if (both != null) {
            both.close();
        }
    }

    @AfterEach
    void itIsOnOneHostWithAllThatIsItsOwn() throws Exception {
        assertThat(quark.findingsAtRest()).isEmpty();
        NamespacedHost here = guest.host();
        NamespacedHost other = both.other(here);
        Awaitility.await("what is left of it on " + other.name())
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(TwoHosts.domains(other)).doesNotContain(guest.id()));
        assertThat(TwoHosts.domains(here)).contains(guest.id());
        assertThat(managing(here)).contains(guest.id(), volume);
        assertThat(managing(other)).doesNotContain(guest.id(), volume);
        assertThat(quark.rest()
                        .get("/v1/volumes/" + volume)
                        .json()
                        .path("compute")
                        .asText())
                .isEqualTo(here.name());
        assertThat(quark.dir().resolve("common/machines/" + guest.id() + "/root.qcow2"))
                .exists();
        assertThat(owner()).contains("\"" + here.name() + "\"");
    }

    @Test
    @Order(1)
    void aGuestMovesWhileItRunsAndItsVolumeAndSnapshotAreUsedThere() throws Exception {
        NamespacedHost target = both.other(guest.host());
        guest.says("echo remembered >/tmp/mark");

        JsonNode work = quark.succeeded(migrate(target, true, ""));

        moved(target);
        assertThat(steps(work)).contains("find_storage", "take_storage").doesNotContain("allocate_storage");
        assertThat(guest.says("cat /tmp/mark")).isEqualTo("remembered");
        assertThat(guest.reads("/dev/vda", 3)).isEqualTo("two");
        guest.writes("/dev/vdc", "written");
        quark.succeeded(both.act(guest, "{'action':'detach_volume','volume':'data'}"));
        quark.succeeded(both.act(guest, "{'action':'attach_volume','volume':'data'}"));
        assertThat(guest.reads("/dev/vdc", 7)).isEqualTo("written");
        quark.succeeded(both.act(guest, "{'action':'restore','snapshot':'" + snapshot + "'}"));
        guest.awaitReady();
        assertThat(guest.reads("/dev/vda", 3)).isEqualTo("one");
    }

    @Test
    @Order(2)
    void aStoppedMachineMovesWithoutACopy() throws Exception {
        NamespacedHost target = both.other(guest.host());
        quark.succeeded(both.act(guest, "{'action':'stop','force':true}"));

        quark.succeeded(migrate(target, false, ""));

        moved(target);
        assertThat(target.machines()).as("what runs").doesNotContain(guest.id());
        quark.succeeded(both.act(guest, "{'action':'start'}"));
        guest.awaitReady();
        assertThat(guest.reads("/dev/vda", 3)).isEqualTo("one");
        assertThat(guest.reads("/dev/vdc", 7)).isEqualTo("written");
    }

    @Test
    @Order(3)
    void noDiskIsLostWhenTheDaemonsOfBothHostsAreKilledMeanwhile() throws Exception {
        NamespacedHost target = both.other(guest.host());
        Rest.Answer asked = migrate(target, true, ",'max_bandwidth_kbps':" + SLOW_KBPS);
        Transfer.awaitBegun(guest.host(), guest.id());

        both.killDaemons();

        quark.succeeded(asked);
        moved(target);
        assertThat(guest.reads("/dev/vdc", 7)).isEqualTo("written");
        guest.writes("/dev/vda", "new");
    }

    @Test
    @Order(4)
    void aMachineOfADeadHostGoesOnWithItsDiskAndTheHostThatReturnsDeletesNothing() throws Exception {
        NamespacedHost dead = guest.host();
        NamespacedHost target = both.other(dead);
        dead.switchOff();
        Rest.Answer asked = Awaitility.await("its silence is noticed")
                .atMost(PATIENCE)
                .until(
                        () -> both.act(guest, "{'action':'evacuate','fenced':true}"),
                        answer -> answer.status() == ACCEPTED);
        Awaitility.await("it is being made ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> TwoHosts.domains(target).contains(guest.id()));
        quark.cluster().process("compute-" + target.name()).kill();
        quark.cluster().restart("compute-" + target.name());

        JsonNode work = quark.succeeded(asked);

        moved(target);
        assertThat(work.at("/result/made_from").asText()).isEqualTo("disk");
        guest.awaitReady();
        assertThat(guest.reads("/dev/vda", 3)).isEqualTo("new");
        assertThat(guest.reads("/dev/vdc", 7)).isEqualTo("written");
        dead.switchOn();
        dead.awaitLibvirt();
        quark.cluster().restart("compute-" + dead.name());
        Awaitility.await("it has looked at what it has")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(TwoHosts.domains(dead)).doesNotContain(guest.id()));
        guest.writes("/dev/vdc", "still");
        assertThat(guest.reads("/dev/vdc", 5)).isEqualTo("still");
    }

    private static Rest.Answer migrate(NamespacedHost target, boolean live, String more) throws Exception {
        return both.act(
                guest, "{'action':'migrate','live':" + live + ",'compute':'" + target.name() + "'" + more + "}");
    }

    private static void moved(NamespacedHost target) {
        guest = guest.on(target);
    }

    private static List<String> managing(NamespacedHost host) {
        return quark.tree().paths("/quark/computes/" + host.name() + "/managing/*").stream()
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
    }

    private static String owner() throws Exception {
        return Files.readString(Path.of(quark.dir() + "/common/machines/" + guest.id() + "/owner.json"));
    }

    private static List<String> steps(JsonNode work) {
        return work.path("steps_completed").findValuesAsText("name");
    }
}
