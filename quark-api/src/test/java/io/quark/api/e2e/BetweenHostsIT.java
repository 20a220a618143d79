package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What is measured between real guests of two hosts: the rates that limits leave them, and the pings that are lost while one of them moves
 * to the other's host.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Isolated("measures traffic between guests, and counts the pings that are lost")
class BetweenHostsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern PINGS = Pattern.compile("(\\d+) packets transmitted, (\\d+) packets received");

    private static final int MOST_LOST = 2;

    private static TwoHosts both;
    private static Quark quark;
    private static Policies policies;
    private static Guest first;
    private static Guest second;

    @BeforeAll
    static void start() throws Exception {
        both = TwoHosts.start((plan, dir) -> plan);
        quark = both.quark();
        policies = new Policies(both);
        both.done("POST", "/v1/segment-pools", "{'name':'overlay','type':'vxlan','first':5000,'last':5009}");
        both.vxlan("wide", "10.95.0.0/24");
        Rest.Answer one = build("first", "10.95.0.11", both.first());
        Rest.Answer two = build("second", "10.95.0.12", both.second());
        first = both.guest(one, both.first());
        second = both.guest(two, both.second());
        List.of(first, second).forEach(Guest::awaitReady);
    }

    @AfterAll
    static void stop() throws Exception {
        if (both != null) {
            both.close();
        }
    }

    @AfterEach
    void treeAndKernelsAgree() {
        assertThat(quark.findingsAtRest()).isEmpty();
        KernelAudit.awaitAgreement(quark, both.all());
    }

    @Test
    @Order(1)
    void limitsHoldOnRunningMachinesFromWhenTheyAreSetUntilTheyAreTakenAway() throws Exception {
        try (Traffic traffic = Traffic.between(first, second)) {
            traffic.carriesMoreThan(6_000, 6_000);

            // Not much further apart: what is sent one way is also acknowledged the other way, behind all that waits
            // there.
            policies.make("lane", Policies.limits(2_000, 3_200));
            both.done("PATCH", "/v1/ports/" + first.port(), "{'qos_policy':'lane'}");
            policies.converged("lane");
            traffic.carries(2_000, 3_200);

            policies.change("lane", Policies.limits(3_200, 2_000));
            policies.converged("lane");
            traffic.carries(3_200, 2_000);

            policies.make("wider-lane", Policies.limits(2_600, 2_600));
            both.done("PATCH", "/v1/networks/wide", "{'qos_policy':'wider-lane'}");
            policies.converged("wider-lane");
            traffic.carries(2_600, 2_000); // the second is limited by its network's policy, the first still by its own

            both.done("PATCH", "/v1/ports/" + first.port(), "{'qos_policy':null}");
            traffic.carries(2_600, 2_600);

            both.done("PATCH", "/v1/networks/wide", "{'qos_policy':null}");
            traffic.carriesMoreThan(6_000, 6_000);
        }
        policies.remove("lane");
        policies.remove("wider-lane");
    }

    @Test
    @Order(2)
    void aGuestGoesOnAnsweringWhileItMoves() throws Exception {
        NamespacedHost target = both.other(first.host());
        policies.make("fast", Policies.limits(9_000, 9_000));
        both.done("PATCH", "/v1/ports/" + first.port(), "{'qos_policy':'fast'}");
        policies.converged("fast");
        first.says("echo remembered >/tmp/mark");
        beginPings();

        JsonNode work = moves(target);

        assertThat(work.at("/result/compute").asText()).isEqualTo(target.name());
        assertThat(work.path("steps_completed").findValuesAsText("name"))
                .containsSubsequence("migrate", "take_over", "limit_network", "resume");
        assertThat(first.says("cat /tmp/mark")).isEqualTo("remembered");
        assertThat(first.says("ip addr show dev " + Guest.NIC)).contains(first.mac(), first.ip() + "/24");
        int lost = pingsLost();
        for (int again = 0; lost > MOST_LOST && again < 2; again++) { // something else may have had the processors
            beginPings();
            moves(both.other(first.host()));
            lost = pingsLost();
        }
        assertThat(lost).as("pings lost").isLessThanOrEqualTo(MOST_LOST);
    }

    private static JsonNode moves(NamespacedHost target) throws Exception {
        JsonNode work =
                quark.succeeded(both.act(first, "{'action':'migrate','live':true,'compute':'" + target.name() + "'}"));
        first = first.on(target);
        return work;
    }

    private static void beginPings() throws Exception {
        second.says("rm -f /tmp/pings");
        second.inBackground("ping -i 1 -c 14 " + first.ip() + " >/tmp/pings 2>&1");
    }

    private static int pingsLost() {
        String pings = Awaitility.await("the pings")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> second.says("cat /tmp/pings"), said -> said.contains("received"));
        Matcher counted = PINGS.matcher(pings);
        assertThat(counted.find()).as(pings).isTrue();
        return Integer.parseInt(counted.group(1)) - Integer.parseInt(counted.group(2));
    }

    private static Rest.Answer build(String name, String ip, NamespacedHost host) throws Exception {
        return both.build(TwoHosts.machine(name, "wide", ip, host).put("storage", 64));
    }
}
