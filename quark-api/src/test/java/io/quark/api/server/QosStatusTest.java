package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Applied.State;
import io.quark.common.model.Boot;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Managed;
import io.quark.common.model.Port;
import io.quark.common.model.Resources;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import io.quark.common.tree.Op;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QosStatusTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static final String[] WAIT = {"Prefer", "wait=30"};
    private static final TrafficLimits LIMITS =
            new TrafficLimits(Optional.of(new Rate(20_000, 16_000)), Optional.empty(), Optional.of(10));

    private static int count;

    private ScriptedHost able;
    private ScriptedHost unable;
    private String able1;
    private String network;
    private String policy;
    private final Map<String, String> machines = new HashMap<>();

    @BeforeEach
    void aPolicyBoundToANetwork() {
        count++;
        able1 = "a" + count;
        able = new ScriptedHost(
                API.tree(), able1, "bridge", "segment/flat", "qos/bandwidth_limit/egress", "qos/dscp_marking");
        unable = new ScriptedHost(API.tree(), "b" + count, "user", "segment/flat");
        network = API.network("net" + count);
        policy = API.client()
                .post(
                        "/v1/qos-policies",
                        "{\"name\":\"p" + count + "\",\"rules\":[{\"type\":\"bandwidth_limit\",\"max_kbps\":20000}]}",
                        WAIT)
                .succeeded()
                .text("/target/id");
        API.client()
                .patch("/v1/networks/" + network, "{\"qos_policy\":\"" + policy + "\"}", WAIT)
                .succeeded();
    }

    @AfterEach
    void noHosts() {
        machines.forEach((host, machine) -> API.tree()
                .commit(
                        Op.delete(API.paths().managed(host, machine), Op.ANY_VERSION),
                        Op.delete(API.paths().managing(host), Op.ANY_VERSION),
                        Op.delete(API.paths().instance(machine), Op.ANY_VERSION)));
        able.isForgotten();
        unable.isForgotten();
    }

    private Client.Answer status(String query) {
        return API.client()
                .get("/v1/qos-policies/" + policy + "/status" + query)
                .is(200);
    }

    @Test
    void hostsAreShownWithWhatTheyReadBack() {
        assertThat(status("").text("/state")).isEqualTo("pending");

        able.follows(network, 0);
        assertThat(status("").text("/state")).isEqualTo("converging");
        able.follows(network, version());
        able.says(policy, 1, State.APPLIED, LIMITS, Optional.empty());

        var converged = status("");
        assertThat(converged.text("/state")).isEqualTo("converged");
        assertThat(converged.text("/revision")).isEqualTo("1");
        assertThat(converged.text("/hosts/0/compute")).isEqualTo(able1);
        assertThat(converged.text("/hosts/0/state")).isEqualTo("applied");
        assertThat(converged.text("/hosts/0/effective/egress/max_kbps")).isEqualTo("20000");
        assertThat(converged.text("/hosts/0/effective/dscp_mark")).isEqualTo("10");
        assertThat(converged.text("/hosts/0/ports")).isEqualTo("1");

        able.says(policy, 1, State.FAILED, TrafficLimits.NONE, Optional.of("no such device"));
        var degraded = status("");
        assertThat(degraded.text("/state")).isEqualTo("degraded");
        assertThat(degraded.text("/hosts/0/error")).isEqualTo("no such device");
        assertThat(degraded.text("/hosts/0/next_attempt")).isNotEmpty();

        able.goesAway();
        assertThat(status("").text("/hosts/0/state")).isEqualTo("offline");
        able.comesBack();
    }

    @Test
    void aHostWithAMachineUnderThePolicyCountsBeforeItHasSaidAnything() {
        able.follows(network, version());
        able.says(policy, 1, State.APPLIED, LIMITS, Optional.empty());
        assertThat(status("").text("/state")).isEqualTo("converged");

        runs("b" + count);

        var waiting = status("?wait_revision=1&wait=1");
        assertThat(waiting.text("/state")).isEqualTo("converging");
        assertThat(waiting.text("/hosts/1/compute")).isEqualTo("b" + count);
        assertThat(waiting.text("/hosts/1/state")).isEqualTo("pending");
        unable.follows(network, version());
        unable.says(policy, 1, State.APPLIED, LIMITS, Optional.empty());
        assertThat(status("?wait_revision=1").text("/state")).isEqualTo("converged");
    }

    /** A machine with a port on the network. */
    private void runs(String host) {
        String machine = Ids.fresh();
        InstanceSpec spec = InstanceSpec.plain(
                "under-it-" + count,
                64,
                1,
                0,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Instance instance = Instance.building(
                        machine,
                        "default",
                        spec,
                        new Boot(Optional.empty(), List.of(), Optional.empty()),
                        host,
                        List.of(),
                        Ids.fresh(),
                        Instant.now(),
                        0)
                .change()
                .status(Instance.Status.ACTIVE)
                .build();
        API.orc()
                .addPort(
                        network,
                        new Port(
                                Ids.fresh(),
                                network,
                                "eth0",
                                "default",
                                "52:54:00:00:01:01",
                                Optional.empty(),
                                List.of(),
                                Optional.of(Port.Device.instance(machine)),
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Instant.now(),
                                "work"));
        API.tree()
                .commit(
                        Op.createEmpty(API.paths().managing(host)),
                        Op.create(API.paths().instance(machine), instance),
                        Op.create(
                                API.paths().managed(host, machine),
                                Managed.running("sim", "under-it", Instant.now(), Resources.NONE, Ids.fresh())));
        machines.put(host, machine);
    }

    private int version() {
        return API.tree().node(API.paths().network(network)).orElseThrow().version();
    }

    @Test
    void whoWaitsForARevisionIsAnsweredWhenHostsHaveIt() throws Exception {
        able.follows(network, version());
        able.says(policy, 1, State.APPLIED, LIMITS, Optional.empty());
        status("?wait_revision=1");
        CompletableFuture<Client.Answer> waiting =
                CompletableFuture.supplyAsync(() -> status("?wait_revision=2&wait=30"));
        API.client()
                .patch("/v1/qos-policies/" + policy, "{\"rules\":[{\"type\":\"dscp_marking\",\"dscp_mark\":8}]}", WAIT)
                .succeeded();
        assertThat(status("?wait_revision=2&wait=1").text("/state")).isEqualTo("converging");
        assertThat(waiting).isNotDone();

        able.says(policy, 2, State.APPLIED, LIMITS, Optional.empty());

        assertThat(waiting.get(1, TimeUnit.MINUTES).text("/state")).isEqualTo("converged");
        assertThat(API.client()
                        .post("/v1/qos-policies/" + policy + "/sync", "{\"hosts\":[\"" + able1 + "\"]}", WAIT)
                        .succeeded()
                        .text("/kind"))
                .isEqualTo("sync_qos_policy_rules");
        API.client()
                .post("/v1/qos-policies/" + policy + "/sync", "{\"hosts\":[\"nowhere\"]}")
                .isProblem(400);
    }

    @Test
    void rulesThatADriverOfAHostWithPortsCannotDoAreRefused() {
        String ingress = "{\"type\":\"bandwidth_limit\",\"direction\":\"ingress\",\"max_kbps\":20000}";
        assertThat(API.client()
                        .post("/v1/qos-policies", "{\"name\":\"nobody\",\"rules\":[" + ingress + "]}")
                        .isProblem(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/rules/0");
        unable.follows(network, version());

        assertThat(API.client()
                        .patch(
                                "/v1/qos-policies/" + policy,
                                "{\"rules\":[{\"type\":\"dscp_marking\",\"dscp_mark\":8}]}")
                        .isProblem(422)
                        .text("/detail"))
                .contains("b" + count);
        API.client()
                .patch("/v1/networks/" + network, "{\"qos_policy\":null}", WAIT)
                .succeeded();
        assertThat(API.client()
                        .patch("/v1/networks/" + network, "{\"qos_policy\":\"" + policy + "\"}")
                        .isProblem(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/qos_policy");
        API.client()
                .patch(
                        "/v1/qos-policies/" + policy,
                        "{\"rules\":[{\"type\":\"minimum_bandwidth\",\"min_kbps\":8}]}",
                        WAIT)
                .succeeded();
    }

    @Test
    void whatDriversCanDoIsListed() {
        var types = API.client().get("/v1/qos-rule-types?compute=" + able1).is(200);

        assertThat(types.text("/items/0/driver")).isEqualTo("bridge");
        assertThat(types.json().at("/items/0/rule_types").findValuesAsText("type"))
                .containsExactly("bandwidth_limit", "dscp_marking", "minimum_bandwidth");
        assertThat(API.client()
                        .get("/v1/qos-rule-types?type=dscp_marking")
                        .json()
                        .path("items"))
                .hasSize(1);
        assertThat(API.client()
                        .post("/v1/networks", "{\"name\":\"ovs" + count + "\",\"driver\":\"ovs\"}", WAIT)
                        .succeeded()
                        .header("Warning"))
                .isEmpty(); // the host with one driver uses it for every network
        var compute = API.client().get("/v1/computes/" + able1).is(200);
        assertThat(compute.text("/self/network/tunnel")).isEqualTo("10.0.0.1");
        assertThat(compute.text("/self/network/physical/0")).isEqualTo("physnet1");
        assertThat(compute.json().at("/self/network/drivers/bridge")).isNotEmpty();
        assertThat(compute.json().path("applied").isObject()).isTrue();
    }
}
