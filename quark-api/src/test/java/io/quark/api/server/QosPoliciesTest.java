package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QosPoliciesTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static final String[] WAIT = {"Prefer", "wait=30"};
    private static final String LIMIT = "{\"type\":\"bandwidth_limit\",\"max_kbps\":20000}";

    private static String policy(String name, String... rules) {
        return API.client()
                .post(
                        "/v1/qos-policies",
                        "{\"name\":\"" + name + "\",\"rules\":[" + String.join(",", rules) + "]}",
                        WAIT)
                .succeeded()
                .text("/target/id");
    }

    private static List<String> pointers(Client.Answer problem) {
        return problem.json().path("errors").findValuesAsText("pointer");
    }

    @Test
    void aPolicyIsMadeShownListedChangedAndRemoved() {
        String id = policy("gold", LIMIT, "{\"type\":\"dscp_marking\",\"dscp_mark\":10}");

        var gold = API.client(1).get("/v1/qos-policies/gold").is(200);

        assertThat(gold.text("/id")).isEqualTo(id);
        assertThat(gold.text("/revision")).isEqualTo("1");
        assertThat(gold.text("/state")).isEqualTo("active");
        assertThat(gold.text("/rules/0/direction")).isEqualTo("egress");
        assertThat(gold.text("/rules/0/max_burst_kbps")).isEqualTo("0");
        assertThat(gold.text("/rules/0/effective_burst_kbps")).isEqualTo("16000");
        assertThat(gold.text("/rules/1/dscp_mark")).isEqualTo("10");
        for (String filter : new String[] {"name=gold", "rule_type=dscp_marking&name=gold", "shared=false&name=gold"}) {
            assertThat(API.client().get("/v1/qos-policies?" + filter).json().path("items"))
                    .as(filter)
                    .hasSize(1);
        }
        assertThat(API.client()
                        .get("/v1/qos-policies?name=gold&rule_type=minimum_bandwidth")
                        .json()
                        .path("items"))
                .isEmpty();
        API.client()
                .patch("/v1/qos-policies/gold", "{\"rules\":[{\"type\":\"bandwidth_limit\",\"max_kbps\":30000}]}", WAIT)
                .succeeded();
        var changed = API.client().get("/v1/qos-policies/gold").is(200);
        assertThat(changed.text("/revision")).isEqualTo("2");
        assertThat(changed.json().path("rules")).hasSize(1);
        assertThat(changed.text("/rules/0/id")).isEqualTo(gold.text("/rules/0/id"));
        API.client()
                .patch("/v1/qos-policies/gold", "{\"description\":\"x\"}", "If-Match", gold.header("ETag"))
                .isProblem(412);
        API.client().delete("/v1/qos-policies/gold", WAIT).succeeded();
        API.client().get("/v1/qos-policies/gold").isProblem(404);
    }

    @Test
    void rulesAreChangedOneByOne() {
        policy("one-by-one", LIMIT);
        String rules = "/v1/qos-policies/one-by-one/rules";

        var added = API.client()
                .post(rules, "{\"type\":\"bandwidth_limit\",\"direction\":\"ingress\",\"max_kbps\":5000}", WAIT)
                .succeeded();

        assertThat(added.text("/kind")).isEqualTo("sync_qos_policy_rules");
        var items = API.client().get(rules).is(200);
        assertThat(items.json().path("items")).hasSize(2);
        String egress = items.text("/items/0/id");
        API.client()
                .patch(rules + "/" + egress, "{\"max_burst_kbps\":64}", WAIT)
                .succeeded();
        var rule = API.client().get(rules + "/" + egress).is(200);
        assertThat(rule.text("/max_kbps")).isEqualTo("20000");
        assertThat(rule.text("/effective_burst_kbps")).isEqualTo("64");
        API.client()
                .put(rules + "/" + egress, "{\"type\":\"dscp_marking\",\"dscp_mark\":46}", with(WAIT))
                .succeeded();
        assertThat(API.client().get(rules + "/" + egress).text("/type")).isEqualTo("dscp_marking");
        API.client().delete(rules + "/" + egress, WAIT).succeeded();
        API.client().get(rules + "/" + egress).isProblem(404);
        API.client().delete(rules + "/" + egress).isProblem(404);
        assertThat(API.client().get("/v1/qos-policies/one-by-one").text("/revision"))
                .isEqualTo("5");
    }

    private static String[] with(String... headers) {
        return headers;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/rules/0/type           | {}",
                "/rules/0/type           | {\"type\":\"delay\"}",
                "/rules/0/max_kbps       | {\"type\":\"bandwidth_limit\"}",
                "/rules/0/max_kbps       | {\"type\":\"bandwidth_limit\",\"max_kbps\":0}",
                "/rules/0/max_burst_kbps | {\"type\":\"bandwidth_limit\",\"max_kbps\":100,\"max_burst_kbps\":12}",
                "/rules/0/direction      | {\"type\":\"bandwidth_limit\",\"max_kbps\":1,\"direction\":\"up\"}",
                "/rules/0/dscp_mark      | {\"type\":\"bandwidth_limit\",\"max_kbps\":1,\"dscp_mark\":8}",
                "/rules/0/dscp_mark      | {\"type\":\"dscp_marking\",\"dscp_mark\":9}",
                "/rules/0/dscp_mark      | {\"type\":\"dscp_marking\"}",
                "/rules/0/direction      | {\"type\":\"dscp_marking\",\"dscp_mark\":8,\"direction\":\"ingress\"}",
                "/rules/0/jitter         | {\"type\":\"dscp_marking\",\"dscp_mark\":8,\"jitter\":1}",
                "/rules/1                | {\"type\":\"dscp_marking\",\"dscp_mark\":8},{\"type\":\"dscp_marking\",\"dscp_mark\":10}",
                "/rules/1/min_kbps       | {\"type\":\"bandwidth_limit\",\"max_kbps\":5},{\"type\":\"minimum_bandwidth\",\"min_kbps\":6}",
            })
    void everyFaultIsNamedAtOnce(String pointer, String rules) {
        var problem = API.client()
                .post("/v1/qos-policies", "{\"name\":\"-\",\"rules\":[" + rules + "]}")
                .isProblem(400);

        assertThat(pointers(problem)).containsExactlyInAnyOrder("/name", pointer.strip());
    }

    @Test
    void whatAnotherRuleHasAgainstANewOneIsItsFault() {
        policy("narrow", LIMIT);

        var problem = API.client()
                .post("/v1/qos-policies/narrow/rules", "{\"type\":\"minimum_bandwidth\",\"min_kbps\":20001}")
                .isProblem(400);
        var twice = API.client().post("/v1/qos-policies/narrow/rules", LIMIT).isProblem(400);

        assertThat(pointers(problem)).containsExactly("/min_kbps");
        assertThat(twice.text("/detail")).contains("bandwidth_limit/egress");
    }

    @Test
    void aBurstMustHoldAFrameOfEveryNetworkThatThePolicyIsBoundTo() {
        API.client()
                .post("/v1/networks", "{\"name\":\"jumbo\",\"mtu\":9000}", WAIT)
                .succeeded();
        policy("tight", "{\"type\":\"bandwidth_limit\",\"max_kbps\":100,\"max_burst_kbps\":13}");
        policy("roomy", LIMIT);

        assertThat(pointers(API.client()
                        .patch("/v1/networks/jumbo", "{\"qos_policy\":\"tight\"}")
                        .isProblem(422)))
                .containsExactly("/qos_policy");
        API.client()
                .patch("/v1/networks/jumbo", "{\"qos_policy\":\"roomy\"}", WAIT)
                .succeeded();
        assertThat(pointers(API.client()
                        .patch(
                                "/v1/qos-policies/roomy",
                                "{\"rules\":[{\"type\":\"bandwidth_limit\",\"max_kbps\":100,\"max_burst_kbps\":13}]}")
                        .isProblem(400)))
                .containsExactly("/rules/0/max_burst_kbps");
    }

    @Test
    void aPortIsUnderItsOwnPolicyElseUnderItsNetworks() {
        String wide = policy("wide", LIMIT);
        String own = policy("own", LIMIT);
        API.client()
                .post(
                        "/v1/networks",
                        "{\"name\":\"ruled\",\"qos_policy\":\"wide\",\"subnets\":[{\"cidr\":\"10.70.0.0/24\"}]}",
                        WAIT)
                .succeeded();
        API.client()
                .post("/v1/ports", "{\"network\":\"ruled\",\"name\":\"p\",\"qos_policy\":\"own\"}", WAIT)
                .succeeded();

        var port = API.client(1).get("/v1/ports/p").is(200);
        assertThat(port.text("/effective_qos/policy")).isEqualTo(own);
        assertThat(port.text("/effective_qos/source")).isEqualTo("port");
        assertThat(port.text("/effective_qos/revision")).isEqualTo("1");
        assertThat(API.client().get("/v1/networks/ruled").text("/qos_policy")).isEqualTo(wide);
        var bound = API.client().get("/v1/qos-policies/own/bindings").is(200);
        assertThat(bound.text("/items/0/type")).isEqualTo("port");
        assertThat(bound.text("/items/0/name")).isEqualTo("p");
        assertThat(API.client().get("/v1/qos-policies?network=ruled").text("/items/0/name"))
                .isEqualTo("wide");
        assertThat(API.client().get("/v1/qos-policies?port=p").text("/items/0/name"))
                .isEqualTo("own");
        assertThat(API.client().get("/v1/qos-policies/own/status").text("/state"))
                .isEqualTo("pending");

        assertThat(API.client().delete("/v1/qos-policies/own").isProblem(409).text("/detail"))
                .contains("port p");
        API.client().patch("/v1/ports/p", "{\"qos_policy\":null}", WAIT).succeeded();
        assertThat(API.client().get("/v1/ports/p").text("/effective_qos/source"))
                .isEqualTo("network");
        assertThat(API.client().get("/v1/qos-policies/own/status").text("/state"))
                .isEqualTo("unused");
        API.client().delete("/v1/qos-policies/own", WAIT).succeeded();
        assertThat(API.client().delete("/v1/qos-policies/wide").isProblem(409).text("/detail"))
                .contains("network ruled");
        API.client()
                .patch("/v1/networks/ruled", "{\"qos_policy\":\"none\"}", WAIT)
                .succeeded();
        assertThat(API.client().get("/v1/ports/p").text("/effective_qos/source"))
                .isEqualTo("none");
        API.client().delete("/v1/qos-policies/wide", WAIT).succeeded();
    }

    @Test
    void aPolicyServesOtherProjectsOnlyWhileItIsShared() {
        String id = policy("ours", LIMIT);
        String theirs = "{\"name\":\"theirs\",\"qos_policy\":\"" + id + "\"}";
        API.client().post("/v1/networks", theirs, "Quark-Project", "b").isProblem(400);
        API.client().patch("/v1/qos-policies/ours", "{\"shared\":true}", WAIT).succeeded();

        API.client()
                .post("/v1/networks", theirs, "Quark-Project", "b", "Prefer", "wait=30")
                .succeeded();

        API.client()
                .patch("/v1/qos-policies/" + id, "{\"description\":\"x\"}", "Quark-Project", "b")
                .isProblem(409);
        assertThat(API.client()
                        .patch("/v1/qos-policies/ours", "{\"shared\":false}")
                        .isProblem(409)
                        .text("/detail"))
                .contains("network theirs of project b");
    }

    @Test
    void anInterfaceOfAMachineMayHaveItsOwnPolicy() {
        String id = policy("of-nic", LIMIT);
        API.image("tiny");
        API.network("machines", "10.71.0.0/24");
        String body =
                "{\"name\":\"m\",\"image\":\"tiny\",\"ram\":64,\"cpu\":1,\"nics\":[{\"network\":\"machines\",\"qos_policy\":\"%s\"}]}";

        assertThat(pointers(API.client()
                        .post("/v1/instances", body.formatted("nobody"))
                        .isProblem(400)))
                .containsExactly("/nics/0/qos_policy");
        String instance = API.client()
                .post("/v1/instances", body.formatted("of-nic"), WAIT)
                .succeeded()
                .text("/target/id");

        assertThat(API.tree()
                        .node(API.paths().instance(instance))
                        .orElseThrow()
                        .as(io.quark.common.model.Instance.class)
                        .spec()
                        .nics()
                        .get(0)
                        .qosPolicy())
                .contains(id);
    }

    @Test
    void aNameMustNotUnbind() {
        assertThat(pointers(API.client()
                        .post("/v1/qos-policies", "{\"name\":\"none\"}")
                        .isProblem(400)))
                .containsExactly("/name");
    }
}
