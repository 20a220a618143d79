package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.local.ClusterPlan;
import io.quark.api.local.LocalCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many manipulations of real machines, mixed at random, while daemons are killed. Whatever comes of each, in the end nothing is
 * left in the middle, and libvirt has exactly the machines that Quark says it has.
 */
class ManipulationsIT {

    private static final int MACHINES = 10;
    private static final int ASKED = Integer.getInteger("quark.manipulations", 50);
    private static final int BETWEEN_KILLS = 8;
    private static final long SEED = Long.getLong("quark.manipulations.seed", 5);
    private static final List<String> VICTIMS = List.of(LocalCluster.COMPUTE, "orc-1", "orc-2");
    private static final String NETWORK = "mixed";

    private static Quark quark;
    private static List<String> notOurs = List.of();

    @BeforeAll
    static void start() throws IOException {
        assumeThat(Libvirt.isThere())
                .as("a real libvirt, and root for its bridges")
                .isTrue();
        notOurs = Libvirt.domains();
        quark = Quark.start(ClusterPlan.onLibvirt(ClusterPlan.SYSTEM)
                .with("orc", "zookeeper.session_timeout_ms", "2000")
                .with("compute", "zookeeper.session_timeout_ms", "3000")
                .with("compute", "ratios.cpu", "16"));
        quark.makeNetwork(Rest.network(NETWORK, "10.79.0.0/24"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (quark != null) {
            quark.close();
        }
    }

    @Test
    void mixedManipulationsWithKillsLeaveNothingInTheMiddle() throws IOException {
        Random random = new Random(SEED);
        Manipulations users = new Manipulations(quark, random, NETWORK, MACHINES);
        List<Rest.Answer> builds = new ArrayList<>();
        for (int i = 0; i < MACHINES; i++) {
            builds.add(quark.rest().post("/v1/instances", Manipulations.machine(i, NETWORK)));
        }
        for (int i = 0; i < 3; i++) {
            users.volume("data-" + i);
        }
        for (Rest.Answer build : builds) {
            quark.succeeded(build);
        }

        for (int i = 1; i <= ASKED; i++) {
            users.next();
            if (i % BETWEEN_KILLS == 0) {
                String victim = VICTIMS.get(random.nextInt(VICTIMS.size()));
                quark.cluster().process(victim).kill();
                quark.cluster().restart(victim);
            }
        }

        Map<String, Integer> outcomes = new TreeMap<>();
        users.accepted().forEach((id, what) -> {
            JsonNode work = quark.rest().awaitEnd(id, Duration.ofMinutes(3));
            outcomes.merge(work.path("kind").asText() + " " + work.path("state").asText(), 1, Integer::sum);
            if (work.path("state").asText().equals("failed")) {
                assertThat(work.at("/error/status").asInt())
                        .as("%s does not fit the machine as it was: %s", what, work.path("error"))
                        .isBetween(400, 499);
            }
        });
        System.out.println("seed " + SEED + ": " + outcomes + ", refused at once: " + users.refusedAtOnce());

        assertThat(quark.findingsAtRest()).isEmpty();
        JsonNode audit = quark.succeeded(quark.rest().post("/v1/audit", "")).path("result");
        assertThat(audit.path("count").asInt()).as(audit.toString()).isZero();
        assertThat(audit.path("hosts").asInt()).isEqualTo(1);
        Awaitility.await().untilAsserted(() -> assertThat(real()).isEqualTo(recorded()));

        quark.succeeded(quark.rest().delete("/v1/instances?label=mixed=yes"));
        assertThat(real()).isEmpty();
        assertThat(quark.tree().paths("/quark/instances/*/*")).isEmpty();
        assertThat(quark.findingsAtRest()).isEmpty();
    }

    /** What Quark says of each machine, by id. */
    private static Map<String, String> recorded() throws IOException {
        Map<String, String> statuses = new TreeMap<>();
        for (JsonNode instance : quark.rest().get("/v1/instances").json().path("items")) {
            statuses.put(instance.path("id").asText(), instance.path("status").asText());
        }
        return statuses;
    }

    /** What libvirt says of each domain, in Quark's words. */
    private static Map<String, String> real() {
        Map<String, String> statuses = new TreeMap<>();
        for (String id : Libvirt.domains()) {
            statuses.put(id, Libvirt.status(id));
        }
        statuses.keySet().removeAll(notOurs);
        return statuses;
    }
}
