package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.local.ClusterPlan;
import io.quark.common.json.Json;
import io.quark.common.testing.BesideOthers;
import io.quark.net.model.Ip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What users do with networks, through REST, on a whole Quark with simulated hosts. */
@BesideOthers
class NetworkStoryIT {

    private static Quark quark;

    @BeforeAll
    static void start() throws IOException {
        quark = Quark.start(ClusterPlan.simulated(2).orcs(2));
    }

    @AfterAll
    static void stop() throws IOException {
        try {
            assertThat(quark.findingsAtRest()).isEmpty();
        } finally {
            quark.close();
        }
    }

    @Test
    void aNetworkWithAllThatBelongsToItIsMadeInOneCall() throws IOException {
        done("POST", "/v1/segment-pools", "{'name':'overlay','type':'vxlan','first':5000,'last':5009}");
        done("POST", "/v1/ip-policies", "{'name':'keep-low','exclude':['0-9']}");

        JsonNode network = made("/v1/networks", """
                {'name':'whole','segment':{'type':'vxlan'},'tags':['blue'],'family':'both',
                 'subnets':[
                  {'cidr':'10.70.0.0/24','gateway':'10.70.0.1','pools':[{'start':'10.70.0.5','end':'10.70.0.50'}],
                   'routes':[{'destination':'10.0.0.0/8','next_hop':'10.70.0.2'}],'dns':['10.70.0.3'],'ip_policy':'keep-low'},
                  {'cidr':'fd70::/64'}]}""", "/v1/networks/");

        assertThat(network.at("/segment/id").asInt()).isBetween(5000, 5009);
        assertThat(network.path("tags").get(0).asText()).isEqualTo("blue");
        JsonNode port = port("{'network':'whole'}");
        assertThat(Ip.of(port.at("/ips/0").asText())).isBetween(Ip.of("10.70.0.10"), Ip.of("10.70.0.50"));
        assertThat(port.at("/ips/1").asText()).startsWith("fd70::");
        assertThat(get("/v1/networks?tag=blue").path("items")).hasSize(1);
        problem(409, "DELETE", "/v1/ip-policies/keep-low", "").contains("10.70.0.0/24");
        problem(409, "DELETE", "/v1/networks/whole", "")
                .contains(port.path("id").asText());
    }

    @Test
    void rulesChangeWhileAddressesAreInUseButStrandNone() throws IOException {
        made("/v1/networks", "{'name':'rules','subnets':[{'name':'s','cidr':'10.71.0.0/24'}]}", "/v1/networks/");
        JsonNode port = port("{'network':'rules','ips':[{'ip':'10.71.0.77'}]}");

        problem(409, "PATCH", "/v1/networks/rules/subnets/s", "{'gateway':'10.71.0.77'}")
                .contains("10.71.0.77");
        problem(409, "PATCH", "/v1/networks/rules/subnets/s", "{'pools':[{'start':'10.71.0.5','end':'10.71.0.9'}]}")
                .contains("10.71.0.77");
        done(
                "PATCH",
                "/v1/networks/rules/subnets/s",
                "{'pools':[{'start':'10.71.0.70','end':'10.71.0.79'}],'dns':['10.71.0.2']}");

        assertThat(Ip.of(port("{'network':'rules'}").at("/ips/0").asText()))
                .isBetween(Ip.of("10.71.0.70"), Ip.of("10.71.0.79"));
        assertThat(get("/v1/networks/rules/subnets/s").at("/dns/0").asText()).isEqualTo("10.71.0.2");
        done("POST", "/v1/networks/rules/routes", "{'destination':'192.168.0.0/16','next_hop':'10.71.0.9'}");
        assertThat(get("/v1/networks/rules/routes").at("/items/0/destination").asText())
                .isEqualTo("192.168.0.0/16");
        problem(409, "DELETE", "/v1/networks/rules/subnets/s", "")
                .contains(port.path("id").asText());
    }

    @Test
    void aThousandPortsAreMadeInOneCallOrNone() throws IOException {
        made("/v1/networks", "{'name':'many','family':'any','subnets':[{'cidr':'10.72.0.0/21'}]}", "/v1/networks/");
        ObjectNode body = Rest.object();
        ArrayNode ports = body.putArray("ports");
        for (int i = 0; i < 1_000; i++) {
            ObjectNode port = ports.addObject().put("network", "many").put("name", "p-" + i);
            port.putObject("device").put("type", "router").put("id", "r-" + i);
        }

        JsonNode work = quark.succeeded(quark.rest().post("/v1/ports", body));
        assertThat(count("/v1/ports?network=many")).isEqualTo(1_000);
        assertThat(get("/v1/networks/many").at("/subnets/0/usage/allocated").asInt())
                .isEqualTo(1_000);

        // 1,045 are left: with one address asked for twice all of the next thousand go.
        ((ObjectNode) ports.get(999))
                .putArray("ips")
                .addObject()
                .put(
                        "ip",
                        get("/v1/ports?network=many&limit=1")
                                .at("/items/0/ips/0")
                                .asText());
        Rest.Answer refused = quark.rest().post("/v1/ports", body);
        if (refused.status() != 409) {
            assertThat(quark.done(refused).path("state").asText()).isEqualTo("failed");
        }
        assertThat(count("/v1/ports?network=many")).isEqualTo(1_000);

        ObjectNode all = Rest.object();
        ArrayNode ids = all.putArray("ports");
        get("/v1/ports?network=many&limit=1000")
                .path("items")
                .forEach(port -> ids.add(port.path("id").asText()));
        quark.succeeded(quark.rest().send("DELETE", "/v1/ports", all));
        assertThat(count("/v1/ports?network=many")).isZero();
        assertThat(work.path("kind").asText()).isEqualTo("create_ports");
    }

    @Test
    void aPortThatWasAskedForByItselfOutlivesItsMachineWithItsAddresses() throws IOException {
        made("/v1/networks", "{'name':'sticky','subnets':[{'cidr':'10.73.0.0/24'}]}", "/v1/networks/");
        JsonNode port = port("{'network':'sticky','name':'keep'}");
        String ip = port.at("/ips/0").asText();
        for (String name : new String[] {"first", "second"}) {
            ObjectNode body = Rest.instance(name, "x");
            body.putArray("nics").addObject().put("port", "keep");
            quark.succeeded(quark.rest().post("/v1/instances", body));
            assertThat(get("/v1/instances/" + name).at("/nics/0/ips/0").asText())
                    .isEqualTo(ip);
            problem(409, "DELETE", "/v1/ports/keep", "").contains("instance");
            quark.succeeded(quark.rest().delete("/v1/instances/" + name));
        }
        assertThat(get("/v1/ports/keep").at("/ips/0").asText()).isEqualTo(ip);
        assertThat(get("/v1/ports/keep").path("device").isObject()).isFalse();
    }

    @Test
    void aRunningMachineGetsAndLosesAnAddressAndSharesOne() throws IOException {
        made(
                "/v1/networks",
                "{'name':'live','family':'any','subnets':[{'cidr':'10.74.0.0/24','reuse_after_s':600}]}",
                "/v1/networks/");
        quark.succeeded(quark.rest().post("/v1/instances", Rest.instance("live-1", "live")));
        quark.succeeded(quark.rest().post("/v1/instances", Rest.instance("live-2", "live")));
        String one = get("/v1/instances/live-1").at("/nics/0/port").asText();
        String two = get("/v1/instances/live-2").at("/nics/0/port").asText();

        done("POST", "/v1/ports/" + one + "/addresses", "{'ip':'10.74.0.50'}");
        assertThat(get("/v1/instances/live-1").at("/nics/0/ips").toString()).contains("10.74.0.50");
        assertThat(get("/v1/addresses/10.74.0.50?network=live").path("state").asText())
                .isEqualTo("allocated");

        done("DELETE", "/v1/ports/" + one + "/addresses/10.74.0.50", "");
        assertThat(get("/v1/instances/live-1").at("/nics/0/ips").toString()).doesNotContain("10.74.0.50");
        assertThat(get("/v1/addresses/10.74.0.50?network=live").path("state").asText())
                .isEqualTo("cooling");
        problem(409, "POST", "/v1/ports", "{'network':'live','ips':[{'ip':'10.74.0.50'}]}")
                .contains("may be handed out");

        done("POST", "/v1/addresses", "{'network':'live','ip':'10.74.0.60','ports':['" + one + "','" + two + "']}");
        assertThat(get("/v1/instances/live-1").at("/nics/0/ips").toString()).contains("10.74.0.60");
        assertThat(get("/v1/instances/live-2").at("/nics/0/ips").toString()).contains("10.74.0.60");
        done("PATCH", "/v1/addresses/10.74.0.60?network=live", "{'ports':['" + two + "']}");
        assertThat(get("/v1/instances/live-1").at("/nics/0/ips").toString()).doesNotContain("10.74.0.60");
        quark.succeeded(quark.rest().delete("/v1/instances/live-2"));
        assertThat(get("/v1/addresses/10.74.0.60?network=live").path("state").asText())
                .isEqualTo("reserved");
        done("DELETE", "/v1/addresses/10.74.0.60?network=live", "");
    }

    @Test
    void whatExistsOutsideIsAdoptedAndDevicesWithoutPortsHaveAddressesAndMacs() throws IOException {
        made("/v1/networks", "{'name':'old','subnets':[{'cidr':'10.75.0.0/29'}]}", "/v1/networks/");
        done("POST", "/v1/addresses", "{'network':'old','ip':'10.75.0.2','note':'printer in the hall'}");
        done("POST", "/v1/macs", "{'mac':'02:00:00:00:75:01','device':{'type':'printer','id':'hall'}}");

        assertThat(get("/v1/addresses?network=old&state=reserved")
                        .at("/items/0/note")
                        .asText())
                .isEqualTo("printer in the hall");
        assertThat(Ip.of(port("{'network':'old'}").at("/ips/0").asText()))
                .isBetween(Ip.of("10.75.0.3"), Ip.of("10.75.0.6"));
        problem(409, "POST", "/v1/ports", "{'network':'old','mac':'02:00:00:00:75:01'}")
                .contains("printer");
        done("DELETE", "/v1/macs/02:00:00:00:75:01", "");
    }

    @Test
    void aProjectHasNoMoreThanItsQuota() throws IOException {
        done("PUT", "/v1/quotas/small", "{'networks':1,'ports':2}");
        String[] project = {"Quark-Project", "small"};
        quark.succeeded(quark.rest().post("/v1/networks", Rest.network("only", "10.76.0.0/24"), project));
        Rest.Answer second = quark.rest().post("/v1/networks", Rest.network("more", "10.77.0.0/24"), project);
        assertThat(
                        second.status() == 202
                                ? quark.done(second).at("/error/detail").asText()
                                : second.text())
                .contains("quota");
        for (int i = 0; i < 2; i++) {
            quark.succeeded(quark.rest().post("/v1/ports", Rest.object().put("network", "only"), project));
        }
        Rest.Answer third = quark.rest().post("/v1/ports", Rest.object().put("network", "only"), project);
        assertThat(third.status() == 202 ? quark.done(third).at("/error/detail").asText() : third.text())
                .contains("quota");
        assertThat(get("/v1/quotas/small").at("/used/ports").asInt()).isEqualTo(2);
    }

    @Test
    void macRangesAreUsedUpInOrder() throws IOException {
        done("POST", "/v1/mac-ranges", "{'name':'lab','cidr':'02:aa:bb:00:00:00/46'}");
        assertThat(get("/v1/mac-ranges/lab").at("/usage/size").asInt()).isEqualTo(4);
        problem(409, "POST", "/v1/mac-ranges", "{'name':'over','cidr':'02:aa:bb:00:00:00/44'}")
                .contains("lab");
        done("PATCH", "/v1/mac-ranges/lab", "{'state':'disabled'}");
        done("DELETE", "/v1/mac-ranges/lab", "");
    }

    // --- short words

    private static JsonNode get(String path) throws IOException {
        Rest.Answer answer = quark.rest().get(path);
        assertThat(answer.status()).as(path + ": " + answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static int count(String path) throws IOException {
        return get(path + "&limit=1000").path("items").size();
    }

    private static JsonNode done(String method, String path, String body) throws IOException {
        Rest.Answer answer =
                body.isEmpty() ? quark.rest().delete(path) : quark.rest().send(method, path, json(body));
        return quark.succeeded(answer);
    }

    /** Makes something and shows it. */
    private static JsonNode made(String path, String body, String shownAt) throws IOException {
        JsonNode work = done("POST", path, body);
        return get(shownAt + work.at("/target/id").asText());
    }

    private static JsonNode port(String body) throws IOException {
        return made("/v1/ports", body, "/v1/ports/");
    }

    /** The text of the refusal, whether it came at once or with the work unit's end. */
    private static org.assertj.core.api.AbstractStringAssert<?> problem(
            int status, String method, String path, String body) throws IOException {
        Rest.Answer answer =
                body.isEmpty() ? quark.rest().delete(path) : quark.rest().send(method, path, json(body));
        if (answer.status() == 202) {
            JsonNode work = quark.rest().awaitEnd(answer.id(), Duration.ofMinutes(1));
            assertThat(work.at("/error/status").asInt())
                    .as(work.toPrettyString())
                    .isEqualTo(status);
            return assertThat(work.at("/error/detail").asText());
        }
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return assertThat(answer.text());
    }

    private static JsonNode json(String text) {
        return Json.tree(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
