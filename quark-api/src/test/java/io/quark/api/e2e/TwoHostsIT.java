package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.testing.BesideOthers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Networks and policies that span hosts: two of them, each with a libvirtd and a quark-compute of its own, and real guests that share one
 * VXLAN network. All tests use the same guests, and leave them as they were; the one that cuts a host's power is the last.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@BesideOthers
class TwoHostsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int EXPEDITED_FORWARDING = 46;

    private static TwoHosts both;
    private static Quark quark;
    private static Policies policies;
    private static String network;
    private static Guest first;
    private static Guest second;
    private static Guest stranger;

    @BeforeAll
    static void start() throws Exception {
        both = TwoHosts.start((plan, dir) -> plan.with("compute", "net.recheck_s", "5"));
        quark = both.quark();
        policies = new Policies(both);
        both.done("POST", "/v1/segment-pools", "{'name':'overlay','type':'vxlan','first':5000,'last':5009}");
        network = both.vxlan("wide", "10.95.0.0/24");
        both.vxlan("elsewhere", "10.95.0.0/24");
        Rest.Answer one = build("first", "wide", "10.95.0.11", both.first());
        Rest.Answer two = build("second", "wide", "10.95.0.12", both.second());
        Rest.Answer three = build("stranger", "elsewhere", "10.95.0.13", both.second());
        first = both.guest(one, both.first());
        second = both.guest(two, both.second());
        stranger = both.guest(three, both.second());
        List.of(first, second, stranger).forEach(Guest::awaitReady);
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
    void machinesOfOneNetworkReachEachOtherAcrossHosts() throws Exception {
        assertThat(both.first().machines()).contains(first.id());
        assertThat(both.second().machines()).contains(second.id(), stranger.id());
        first.awaitReaching(second.ip());
        second.awaitReaching(first.ip());
        Awaitility.await("what fills a frame").atMost(PATIENCE).until(() -> first.reaches(second.ip(), "-s 1400"));
    }

    @Test
    void anAddressThatAGuestInventsIsDropped() throws Exception {
        String invented = "10.95.0.200";
        first.says("ip addr add " + invented + "/24 dev " + Guest.NIC);
        try {
            assertThat(second.reaches(invented)).isFalse();
            assertThat(first.says("ping -c 2 -W 1 -I " + invented + " " + second.ip() + " >/dev/null && echo yes"))
                    .isEmpty();
            first.awaitReaching(second.ip());
        } finally {
            first.says("ip addr del " + invented + "/24 dev " + Guest.NIC);
        }
    }

    @Test
    void aMachineOnAnotherNetworkWithTheSameAddressesIsNotReached() throws Exception {
        CompletableFuture<Boolean> fromTheOtherHost = reaching(first, stranger);
        CompletableFuture<Boolean> onOneHost = reaching(second, stranger);
        CompletableFuture<Boolean> back = reaching(stranger, second);

        assertThat(fromTheOtherHost.get()).as("from the other host").isFalse();
        assertThat(onOneHost.get()).as("on one host").isFalse();
        assertThat(back.get()).isFalse();
    }

    @Test
    void aHostKnowsWhereMachinesOfOtherHostsAreForAsLongAsTheyAreThere() throws Exception {
        Rest.Answer build = build("passing", "wide", "10.95.0.14", both.second());
        String id = quark.succeeded(build).at("/target/id").asText();
        String mac =
                quark.rest().get("/v1/instances/" + id).json().at("/nics/1/mac").asText();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(KernelAudit.entries(both.first(), network))
                        .contains(mac + " " + both.second().address()));

        quark.succeeded(quark.rest().delete("/v1/instances/" + id));

        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(KernelAudit.entries(both.first(), network))
                        .noneMatch(entry -> entry.startsWith(mac)));
    }

    @Test
    void whatAMachineSendsIsMarked() throws Exception {
        policies.make("marked", "[{'type':'dscp_marking','dscp_mark':" + EXPEDITED_FORWARDING + "}]");
        both.done("PATCH", "/v1/ports/" + first.port(), "{'qos_policy':'marked'}");
        policies.converged("marked");

        assertThat(capturedFromFirst())
                .as("what arrives at the other host's machine")
                .contains("tos 0xb8");

        both.done("PATCH", "/v1/ports/" + first.port(), "{'qos_policy':null}");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(capturedFromFirst()).contains("tos 0x0"));
        policies.remove("marked");
    }

    @Test
    void aMachineInASecurityGroupIsReachedOnlyByWhomARuleNames() throws Exception {
        second.inBackground("exec nc -ll -p 6001 -e echo open");
        awaitOpen();
        both.done("POST", "/v1/security-groups", "{'name':'askers'}");
        both.done("POST", "/v1/security-groups", """
                {'name':'answerers','rules':[
                 {'direction':'egress'},
                 {'direction':'ingress','protocol':'icmp'},
                 {'direction':'ingress','protocol':'tcp','port_min':6001,'group':'askers'}]}""");

        both.done("PATCH", "/v1/ports/" + second.port(), "{'security':{'groups':['answerers']}}");
        assertThat(first.says("nc -w 3 " + second.ip() + " 6001 || echo refused"))
                .as("from a port that is no member of the other group")
                .isNotEqualTo("open");
        first.awaitReaching(second.ip());

        both.done("PATCH", "/v1/ports/" + first.port(), "{'security':{'groups':['askers']}}");
        // No rule of its group lets it send.
        assertThat(first.reaches(second.ip())).isFalse();
        both.done("PATCH", "/v1/security-groups/askers", "{'rules':[{'direction':'egress'}]}");
        awaitOpen(); // hosts follow the rules and the members

        both.done("PATCH", "/v1/ports/" + first.port(), "{'security':null}");
        both.done("PATCH", "/v1/ports/" + second.port(), "{'security':null}");
        both.done("DELETE", "/v1/security-groups/answerers", "");
        both.done("DELETE", "/v1/security-groups/askers", "");
    }

    @Test
    void aHostThatWasAwayHasTheLatestRevisionBeforeItGetsNewWork() throws Exception {
        policies.make("house", Policies.limits(9_000, 9_000));
        both.done("PATCH", "/v1/networks/wide", "{'qos_policy':'house'}");
        // A host is listed from when it is known which of its interfaces the policy is for.
        Awaitility.await("both hosts are listed")
                .atMost(PATIENCE)
                .until(
                        () -> policies.converged("house").findValuesAsText("compute"),
                        hosts -> Set.copyOf(hosts).equals(Set.of("h1", "h2")));
        quark.cluster().process("compute-h2").stop(Duration.ofSeconds(15));
        awaitHost("house", "h2", "offline");

        policies.change("house", Policies.limits(10_000, 10_000));

        int revision = policies.status("house").path("revision").asInt();
        Awaitility.await("h1 has it")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Policies.host(policies.status("house"), "h1")
                                .path("revision")
                                .asInt())
                        .isEqualTo(revision));
        assertThat(Policies.host(policies.status("house"), "h2").path("state").asText())
                .isEqualTo("offline");
        CompletableFuture<JsonNode> said =
                FirstSign.appliedWhenAlive(quark.cluster().zookeeperConnect(), "h2");
        quark.cluster().restart("compute-h2");
        assertThat(said.join().path("policies").findValuesAsText("revision"))
                .as("what h2 said to have applied when it showed itself alive")
                .containsExactly(Integer.toString(revision));
        policies.converged("house");
        unbind("house");
    }

    @Test
    void whatSomebodyElseChangesIsRepaired() throws Exception {
        policies.make("kept", Policies.limits(9_000, 9_000));
        both.done("PATCH", "/v1/ports/" + first.port(), "{'qos_policy':'kept'}");
        policies.converged("kept");
        String tap = tap(first).device();

        both.first().run("tc", "qdisc", "del", "dev", tap, "root");

        Awaitility.await("drift is seen and repaired")
                .atMost(PATIENCE)
                .until(() -> KernelAudit.bucket(both.first(), tap) == 9_000);
        policies.converged("kept");
        both.done("PATCH", "/v1/ports/" + first.port(), "{'qos_policy':null}");
        policies.remove("kept");
    }

    @Test
    void aPolicyIsAppliedAlthoughAHostsDaemonIsKilledMeanwhile() throws Exception {
        policies.make("sudden", Policies.limits(9_000, 9_000));
        both.done("PATCH", "/v1/networks/wide", "{'qos_policy':'sudden'}");
        policies.converged("sudden");

        Rest.Answer change =
                both.send("PATCH", "/v1/qos-policies/sudden", "{'rules':" + Policies.limits(10_000, 11_000) + "}");
        quark.cluster().process("compute-h1").kill();
        quark.cluster().restart("compute-h1");

        quark.succeeded(change);
        policies.converged("sudden");
        treeAndKernelsAgree();
        unbind("sudden");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aHostThatWasCutOffItsPowerHasItsNetworksAgain() throws Exception {
        policies.make("lasting", Policies.limits(9_000, 9_000));
        both.done("PATCH", "/v1/networks/wide", "{'qos_policy':'lasting'}");
        policies.converged("lasting");
        both.second().switchOff();
        awaitHost("lasting", "h2", "offline");

        both.second().switchOn();
        both.second().awaitLibvirt();
        quark.cluster().restart("compute-h2");

        Awaitility.await("its networks")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(KernelAudit.entries(both.second(), network))
                        .contains(first.mac() + " " + both.first().address()));
        second.awaitReady(); // its host starts it again by itself
        second.awaitReaching(first.ip());
        policies.converged("lasting");
        unbind("lasting");
    }

    /** Asks while others ask. */
    private static CompletableFuture<Boolean> reaching(Guest guest, Guest other) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return guest.reaches(other.ip());
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    /** Waits until the second guest answers the first one's question. */
    private static void awaitOpen() {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(first.says("nc -w 3 " + second.ip() + " 6001"))
                        .isEqualTo("open"));
    }

    private static Rest.Answer build(String name, String on, String ip, NamespacedHost host) throws Exception {
        return both.build(TwoHosts.machine(name, on, ip, host));
    }

    private static void unbind(String policy) throws Exception {
        both.done("PATCH", "/v1/networks/wide", "{'qos_policy':null}");
        policies.remove(policy);
    }

    private static void awaitHost(String policy, String host, String state) {
        Awaitility.await(host + " is " + state)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Policies.host(policies.status(policy), host)
                                .path("state")
                                .asText())
                        .isEqualTo(state));
    }

    private static KernelAudit.Tap tap(Guest guest) {
        return KernelAudit.taps(guest.host(), guest.id()).stream()
                .filter(tap -> tap.mac().equals(guest.mac()))
                .findFirst()
                .orElseThrow();
    }

    /** What tcpdump says of pings of the first guest, at the other host's end of the second one's cable. */
    private static String capturedFromFirst() throws Exception {
        Path output = quark.dir().resolve("tcpdump.txt");
        String filter = "icmp[icmptype] == icmp-echo and src " + first.ip();
        Process tcpdump = second.host()
                .start(
                        output,
                        "tcpdump",
                        "-l",
                        "-n",
                        "-v",
                        "-c",
                        "2",
                        "-i",
                        tap(second).device(),
                        filter);
        try {
            Awaitility.await().until(() -> Files.readString(output).contains("listening on"));
            Awaitility.await().atMost(PATIENCE).until(() -> first.reaches(second.ip()) && !tcpdump.isAlive());
        } finally {
            tcpdump.destroyForcibly();
        }
        return Files.readString(output);
    }
}
