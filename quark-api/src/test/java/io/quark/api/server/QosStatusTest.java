package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Applied.State;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
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
