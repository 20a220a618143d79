package io.quark.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class QosCommandTest {

    private static final String DONE = "{\"id\":\"w1\",\"kind\":\"k\",\"state\":\"succeeded\",\"result\":{}}";

    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();
    private HttpServer server;

    @BeforeEach
    void anApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
            byte[] answer = answers.getOrDefault(exchange.getRequestURI().getPath(), DONE)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void noApi() {
        server.stop(0);
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort()));
        CommandLine line = Quark.commandLine();
        line.setErr(new PrintWriter(new StringWriter()));
        return line.execute(all.toArray(String[]::new));
    }

    @Test
    void thePolicyOfTheContractIsMade() {
        assertThat(run("qos", "create", "gold", "--limit", "egress=20mbit", "--dscp", "10"))
                .isZero();

        assertThat(asked)
                .containsExactly("POST /v1/qos-policies {\"name\":\"gold\",\"rules\":["
                        + "{\"type\":\"bandwidth_limit\",\"direction\":\"egress\",\"max_kbps\":20000},"
                        + "{\"type\":\"dscp_marking\",\"dscp_mark\":10}]}");
    }

    @Test
    void everyKindOfRuleCanBeGiven() {
        assertThat(run(
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

        assertThat(asked)
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
        assertThat(run(line.split(" "))).isEqualTo(ExitCode.USAGE.code());
        assertThat(asked).isEmpty();
    }

    @Test
    void whoWaitsForABindingWaitsUntilHostsHaveItInForce() {
        answers.put(
                "/v1/networks/web",
                "{\"id\":\"w1\",\"kind\":\"update_network\",\"state\":\"succeeded\",\"result\":{\"qos_work_unit\":\"w2\"}}");
        answers.put(
                "/v1/work-units/w2",
                "{\"id\":\"w2\",\"kind\":\"create_qos_policy\",\"state\":\"failed\",\"error\":{\"title\":\"t\",\"status\":500}}");

        assertThat(run("network", "set", "web", "--qos", "gold", "--wait")).isEqualTo(ExitCode.FAILED.code());
        assertThat(run("network", "set", "web", "--qos", "none")).isZero();

        assertThat(asked)
                .containsExactly(
                        "PATCH /v1/networks/web {\"qos_policy\":\"gold\"}",
                        "GET /v1/work-units/w2",
                        "PATCH /v1/networks/web {\"qos_policy\":null}");
    }

    @Test
    void portsGetPolicyAndGroups() {
        assertThat(run("port", "set", "p", "--qos", "gold", "--security-group", "web"))
                .isZero();
        assertThat(run("port", "set", "p", "--security-group", "")).isZero();

        assertThat(asked)
                .containsExactly(
                        "PATCH /v1/ports/p {\"qos_policy\":\"gold\",\"security\":{\"groups\":[\"web\"]}}",
                        "PATCH /v1/ports/p {\"security\":{\"groups\":[]}}");
    }

    @Test
    void aRuleIsTakenAwayByWhatItIs() {
        answers.put(
                "/v1/qos-policies/gold/rules",
                "{\"items\":[{\"id\":\"r1\",\"type\":\"bandwidth_limit\",\"direction\":\"egress\"},{\"id\":\"r2\",\"type\":\"dscp_marking\"}]}");

        assertThat(run("qos", "remove-rule", "gold", "bandwidth_limit/egress")).isZero();

        assertThat(asked).contains("DELETE /v1/qos-policies/gold/rules/r1");
    }

    @Test
    void statusTellsByItsExitCodeWhetherHostsHaveTheRevision() {
        String path = "/v1/qos-policies/gold/status";
        answers.put(
                path,
                "{\"revision\":2,\"state\":\"converged\",\"hosts\":[{\"compute\":\"c1\",\"revision\":2,\"state\":\"applied\"},"
                        + "{\"compute\":\"c2\",\"revision\":1,\"state\":\"offline\"}]}");
        assertThat(run("qos", "status", "gold", "--wait-revision", "2")).isZero();

        answers.put(
                path,
                "{\"revision\":2,\"state\":\"degraded\",\"hosts\":[{\"compute\":\"c1\",\"revision\":1,\"state\":\"failed\"}]}");
        assertThat(run("qos", "status", "gold", "--wait-revision", "2", "--timeout", "0"))
                .isEqualTo(ExitCode.TIMED_OUT.code());
        assertThat(run("qos", "status", "gold")).isZero();
    }
}
