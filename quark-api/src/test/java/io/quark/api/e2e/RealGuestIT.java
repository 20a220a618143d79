package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.local.ClusterPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real guest, built through REST on the local libvirt. */
class RealGuestIT {

    private static Quark quark;

    @BeforeAll
    static void start() throws IOException {
        assumeThat(Libvirt.isThere())
                .as("a real libvirt, and root for its bridges")
                .isTrue();
        quark = Quark.start(ClusterPlan.onLibvirt(ClusterPlan.SYSTEM));
    }

    @AfterAll
    static void stop() throws IOException {
        if (quark != null) {
            quark.close();
        }
    }

    @Test
    void guestAnswersPingAtTheAddressesThatQuarkGaveIt() throws IOException {
        String network = quark.makeNetwork(Rest.network("ping", "10.77.1.0/24", "fd77:1::/64"));

        JsonNode work = quark.succeeded(quark.rest().post("/v1/instances", Rest.instance("guest-1", "ping")));

        String id = work.at("/target/id").asText();
        JsonNode instance = quark.rest().get("/v1/instances/" + id).json();
        assertThat(instance.path("status").asText()).isEqualTo("running");
        assertThat(Libvirt.runningDomains()).contains(id);
        List<String> ips = new ArrayList<>();
        instance.at("/nics/0/ips").forEach(ip -> ips.add(ip.asText()));
        assertThat(ips).hasSize(2);
        for (String ip : ips) {
            Awaitility.await("ping " + ip).atMost(Duration.ofMinutes(2)).until(() -> Libvirt.answersPing(ip));
        }
        assertThat(stepNames(work))
                .contains(
                        "allocate_network",
                        "allocate_storage",
                        "cloud_init",
                        "define",
                        "allocate_vcpu",
                        "start",
                        "limit_network",
                        "resume");

        quark.succeeded(quark.rest().delete("/v1/instances/" + id));

        assertThat(quark.rest().get("/v1/instances/" + id).status()).isEqualTo(404);
        assertThat(Libvirt.domains()).doesNotContain(id);
        assertThat(quark.findingsAtRest()).isEmpty();
        quark.succeeded(quark.rest().delete("/v1/networks/ping"));
        assertThat(Libvirt.bridges()).noneMatch(bridge -> network.endsWith(bridge.substring("qk".length())));
    }

    @Test
    void deleteDuringTheBuildLeavesNothingBehind() throws IOException {
        quark.makeNetwork(Rest.network("hasty", "10.77.2.0/24"));
        Rest.Answer build = quark.rest().post("/v1/instances", Rest.instance("hasty-1", "hasty"));
        String id = build.json().at("/target/id").asText();

        quark.succeeded(quark.rest().delete("/v1/instances/" + id));

        JsonNode built = quark.rest().awaitEnd(build.id(), Duration.ofMinutes(1));
        assertThat(built.path("state").asText()).isIn("cancelled", "succeeded");
        assertThat(Libvirt.domains()).doesNotContain(id);
        assertThat(quark.findingsAtRest()).isEmpty();
        assertThat(quark.tree().paths("/quark/net/networks/*/ports/*/*")).isEmpty();
    }

    @Test
    void libvirtdRestartingIsSurvived() throws IOException {
        quark.makeNetwork(Rest.network("steady", "10.77.3.0/24"));
        JsonNode work = quark.succeeded(quark.rest().post("/v1/instances", Rest.instance("steady-1", "steady")));
        String id = work.at("/target/id").asText();

        Libvirt.killDaemon();
        Awaitility.await("libvirtd answers again")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(500))
                .until(Libvirt::isThereOrStarts);

        Awaitility.await()
                .untilAsserted(() -> assertThat(Libvirt.runningDomains()).contains(id));
        JsonNode second = quark.succeeded(quark.rest().post("/v1/instances", Rest.instance("steady-2", "steady")));
        assertThat(quark.rest().get("/v1/instances/" + id).json().path("status").asText())
                .isEqualTo("running");
        quark.succeeded(quark.rest().delete("/v1/instances/" + id));
        quark.succeeded(
                quark.rest().delete("/v1/instances/" + second.at("/target/id").asText()));
        assertThat(Libvirt.domains()).doesNotContain(id);
        assertThat(quark.findingsAtRest()).isEmpty();
    }

    @Test
    void theTreeShowsWhatTheSeedDraws() throws IOException {
        quark.makeNetwork(Rest.network("drawn", "10.77.4.0/24"));
        JsonNode work = quark.succeeded(quark.rest().post("/v1/instances", Rest.instance("drawn-1", "drawn")));
        String id = work.at("/target/id").asText();

        JsonNode tree = quark.rest().get("/v1/tree?path=/computes/c1&depth=4").json();

        List<String> children = new ArrayList<>();
        tree.path("children").forEach(child -> children.add(child.path("name").asText()));
        assertThat(children).contains("self", "next_tasks", "active_tasks", "managing", "alive");
        JsonNode managed = child(child(tree, "managing"), id).path("data");
        assertThat(managed.has("kind")).isTrue();
        assertThat(managed.has("birthed_on")).isTrue();
        assertThat(managed.path("status").asText()).isEqualTo("running");
        assertThat(managed.at("/consumes/ram").asLong()).isEqualTo(128);
        assertThat(child(tree, "self").at("/data/network/max_bandwidth").asLong())
                .isPositive();

        quark.succeeded(quark.rest().delete("/v1/instances/" + id));
    }

    private static JsonNode child(JsonNode node, String name) {
        for (JsonNode child : node.path("children")) {
            if (child.path("name").asText().equals(name)) {
                return child;
            }
        }
        throw new AssertionError("no " + name + " in " + node);
    }

    private static List<String> stepNames(JsonNode work) {
        List<String> names = new ArrayList<>();
        work.path("steps_completed").forEach(step -> names.add(step.path("name").asText()));
        return names;
    }
}
