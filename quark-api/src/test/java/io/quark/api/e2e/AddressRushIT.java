package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.local.ClusterPlan;
import io.quark.common.testing.BesideOthers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** 32 callers at once on one /22, through two apis and two orcs, until it is full; and again when all was given back. */
@BesideOthers
class AddressRushIT {

    private static final int CALLERS = 32;

    /** Of 1,024: not the network's own address, not the broadcast address, not the gateway. */
    private static final int HOSTS = 1_021;

    private static final int REUSE_AFTER_S = 3;

    @Test
    void exactlyItsSizeIsHandedOutThenItIsFullThenAllOfItIsHandedOutAgain() throws Exception {
        try (Quark quark = Quark.start(ClusterPlan.simulated(1).orcs(2).apis(2))) {
            ObjectNode body = Rest.network("rush", "10.60.0.0/22").put("family", "any");
            ((ObjectNode) body.path("subnets").get(0)).put("reuse_after_s", REUSE_AFTER_S);
            quark.makeNetwork(body);

            Set<String> first = rush(quark);
            assertThat(first).hasSize(HOSTS);
            assertThat(usage(quark).path("free").asInt()).isZero();

            giveBack(quark);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .pollDelay(Duration.ofSeconds(REUSE_AFTER_S)) // the last of them came back last
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(rushOnce(quark)).isEqualTo("succeeded"));
            Set<String> again = rush(quark);
            assertThat(again).hasSize(HOSTS - 1);
            assertThat(quark.findingsAtRest()).isEmpty();
        }
    }

    /** All callers ask for one port after another until each has been told that there is none. */
    private static Set<String> rush(Quark quark) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<List<String>>> running = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Rest rest = quark.rest(i % 2);
                running.add(callers.submit(() -> untilFull(rest)));
            }
            Set<String> all = new HashSet<>();
            for (Future<List<String>> one : running) {
                for (String ip : one.get(4, TimeUnit.MINUTES)) {
                    assertThat(all.add(ip)).as("%s handed out twice", ip).isTrue();
                }
            }
            return all;
        } finally {
            callers.shutdownNow();
        }
    }

    private static List<String> untilFull(Rest rest) throws IOException {
        List<String> got = new ArrayList<>();
        while (true) {
            JsonNode work = port(rest);
            if (!work.path("state").asText().equals("succeeded")) {
                String why =
                        work.at("/error/detail").asText() + work.path("detail").asText();
                assertThat(why)
                        .as(work.toPrettyString())
                        .contains("10.60.0.0/22")
                        .contains("size 1024");
                return got;
            }
            Rest.Answer port = rest.get("/v1/ports/" + work.at("/target/id").asText());
            assertThat(port.status()).as(port.text()).isEqualTo(200);
            got.add(port.json().at("/ips/0").asText());
        }
    }

    /** The ended work unit, or the problem with which the request was refused at once. */
    private static JsonNode port(Rest rest) throws IOException {
        Rest.Answer answer = rest.post("/v1/ports", Rest.object().put("network", "rush"), "Prefer", "wait=30");
        if (answer.status() == 409) {
            return answer.json();
        }
        assertThat(answer.status()).as(answer.text()).isIn(200, 202);
        return answer.status() == 200 ? answer.json() : rest.awaitEnd(answer.id(), Duration.ofMinutes(2));
    }

    private static String rushOnce(Quark quark) throws IOException {
        return port(quark.rest()).path("state").asText();
    }

    private static void giveBack(Quark quark) throws IOException {
        while (true) {
            ArrayNode ids = Rest.object().putArray("ports");
            JsonNode page = quark.rest().get("/v1/ports?network=rush&limit=500").json();
            page.path("items").forEach(port -> ids.add(port.path("id").asText()));
            if (ids.isEmpty()) {
                return;
            }
            quark.succeeded(
                    quark.rest().send("DELETE", "/v1/ports", Rest.object().set("ports", ids)));
        }
    }

    private static JsonNode usage(Quark quark) throws IOException {
        return quark.rest().get("/v1/networks/rush").json().at("/subnets/0/usage");
    }
}
