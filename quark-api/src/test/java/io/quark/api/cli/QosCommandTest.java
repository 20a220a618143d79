package io.quark.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QosCommandTest {

    @RegisterExtension
    final RecordingApi api = new RecordingApi();

    @Test
    void thePolicyOfTheContractIsMade() {
        assertThat(api.run("qos", "create", "gold", "--limit", "egress=20mbit", "--dscp", "10"))
                .isZero();

        assertThat(api.asked())
                .containsExactly("POST /v1/qos-policies {\"name\":\"gold\",\"rules\":["
                        + "{\"type\":\"bandwidth_limit\",\"direction\":\"egress\",\"max_kbps\":20000},"
                        + "{\"type\":\"dscp_marking\",\"dscp_mark\":10}]}");
    }

    @Test
    void everyKindOfRuleCanBeGiven() {
        assertThat(api.run(
                        "qos",
                        "set",
                        "gold",
                        "--limit",
                        "ingress=1gbit",
                        "--burst",
                        "ingress=16mbit",
                        "--min",
                        "egress=512kbit"))
                .isZero();

        assertThat(api.asked())
                .containsExactly("PATCH /v1/qos-policies/gold {\"rules\":["
                        + "{\"type\":\"bandwidth_limit\",\"direction\":\"ingress\",\"max_kbps\":1000000,\"max_burst_kbps\":16000},"
                        + "{\"type\":\"minimum_bandwidth\",\"direction\":\"egress\",\"min_kbps\":512}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qos create gold --limit 20mbit",
                "qos create gold --limit up=20mbit",
                "qos create gold --limit egress=fast",
                "qos create gold --burst egress=1mbit",
                "qos add-rule gold",
                "qos set gold --no-rules --dscp 8",
                "security-group create web --rule sideways"
            })
    void wrongRulesAreUsageErrors(String line) {
        assertThat(api.run(line.split(" "))).isEqualTo(ExitCode.USAGE.code());
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void whoWaitsForABindingWaitsUntilHostsHaveItInForce() {
        api.answer(
                "/v1/networks/web",
                "{\"id\":\"w1\",\"kind\":\"update_network\",\"state\":\"succeeded\",\"result\":{\"qos_work_unit\":\"w2\"}}");
        api.answer(
                "/v1/work-units/w2",
                "{\"id\":\"w2\",\"kind\":\"create_qos_policy\",\"state\":\"failed\",\"error\":{\"title\":\"t\",\"status\":500}}");

        assertThat(api.run("network", "set", "web", "--qos", "gold", "--wait")).isEqualTo(ExitCode.FAILED.code());
        assertThat(api.run("network", "set", "web", "--qos", "none")).isZero();

        assertThat(api.asked())
                .containsExactly(
                        "PATCH /v1/networks/web {\"qos_policy\":\"gold\"}",
                        "GET /v1/work-units/w2",
                        "PATCH /v1/networks/web {\"qos_policy\":null}");
    }

    @Test
    void portsGetPolicyAndGroups() {
        assertThat(api.run("port", "set", "p", "--qos", "gold", "--security-group", "web"))
                .isZero();
        assertThat(api.run("port", "set", "p", "--security-group", "")).isZero();

        assertThat(api.asked())
                .containsExactly(
                        "PATCH /v1/ports/p {\"qos_policy\":\"gold\",\"security\":{\"groups\":[\"web\"]}}",
                        "PATCH /v1/ports/p {\"security\":{\"groups\":[]}}");
    }

    @Test
    void aRuleIsTakenAwayByWhatItIs() {
        api.answer(
                "/v1/qos-policies/gold/rules",
                "{\"items\":[{\"id\":\"r1\",\"type\":\"bandwidth_limit\",\"direction\":\"egress\"},{\"id\":\"r2\",\"type\":\"dscp_marking\"}]}");

        assertThat(api.run("qos", "remove-rule", "gold", "bandwidth_limit/egress"))
                .isZero();

        assertThat(api.asked()).contains("DELETE /v1/qos-policies/gold/rules/r1");
    }

    @Test
    void statusTellsByItsExitCodeWhetherHostsHaveTheRevision() {
        String path = "/v1/qos-policies/gold/status";
        api.answer(
                path,
                "{\"revision\":2,\"state\":\"converged\",\"hosts\":[{\"compute\":\"c1\",\"revision\":2,\"state\":\"applied\"},"
                        + "{\"compute\":\"c2\",\"revision\":1,\"state\":\"offline\"}]}");
        assertThat(api.run("qos", "status", "gold", "--wait-revision", "2")).isZero();

        api.answer(
                path,
                "{\"revision\":2,\"state\":\"degraded\",\"hosts\":[{\"compute\":\"c1\",\"revision\":1,\"state\":\"failed\"}]}");
        assertThat(api.run("qos", "status", "gold", "--wait-revision", "2", "--timeout", "0"))
                .isEqualTo(ExitCode.TIMED_OUT.code());
        assertThat(api.run("qos", "status", "gold")).isZero();
    }
}
