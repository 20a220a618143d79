package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AddressesTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static final String[] WAIT = {"Prefer", "wait=30"};

    @Test
    void anAddressIsSharedByPortsWhichComeAndGo() {
        API.network("vrrp", "10.90.0.0/24");
        String first = port("vrrp", "one");
        String second = port("vrrp", "two");

        API.client()
                .post(
                        "/v1/addresses",
                        "{\"network\":\"vrrp\",\"ip\":\"10.90.0.100\",\"ports\":[\"one\",\"two\"]}",
                        WAIT)
                .succeeded();

        var address = API.client(1).get("/v1/addresses/10.90.0.100").is(200);
        assertThat(address.json().path("ports").toString()).contains(first, second);
        assertThat(address.text("/state")).isEqualTo("allocated");
        assertThat(address.text("/kept")).isEqualTo("true");
        assertThat(items("/v1/addresses?port=one&ip=10.90.0.100")).isEqualTo(1);
        API.client().delete("/v1/addresses/10.90.0.100").isProblem(409);
        API.client()
                .patch(
                        "/v1/addresses/10.90.0.100",
                        "{\"ports\":[\"two\"]}",
                        "If-Match",
                        address.header("ETag"),
                        "Prefer",
                        "wait=30")
                .succeeded();
        assertThat(API.client().get("/v1/ports/one").json().path("ips").toString())
                .doesNotContain("10.90.0.100");
        API.client()
                .patch("/v1/addresses/10.90.0.100", "{\"note\":\"x\"}", "If-Match", address.header("ETag"))
                .isProblem(412);
        API.client().patch("/v1/addresses/10.90.0.100", "{\"ports\":[]}", WAIT).succeeded();
        API.client().delete("/v1/addresses/10.90.0.100", WAIT).succeeded();
    }

    @Test
    void whatExistsOutsideIsRecordedWithANote() {
        API.network("adopted", "10.91.0.0/24");

        API.client()
                .post("/v1/addresses", "{\"network\":\"adopted\",\"ip\":\"10.91.0.9\",\"note\":\"the printer\"}", WAIT)
                .succeeded();
        API.client()
                .post(
                        "/v1/addresses",
                        "{\"network\":\"adopted\",\"subnet\":\"subnet-1\",\"device\":{\"type\":\"router\",\"id\":\"r9\"}}",
                        WAIT)
                .succeeded();

        var printer = API.client().get("/v1/addresses/10.91.0.9").is(200);
        assertThat(printer.text("/state")).isEqualTo("reserved");
        assertThat(printer.text("/note")).isEqualTo("the printer");
        assertThat(printer.text("/project")).isEqualTo("default");
        assertThat(items("/v1/addresses?network=adopted&state=reserved")).isEqualTo(1);
        assertThat(items("/v1/addresses?network=adopted&device=r9")).isEqualTo(1);
        var usage = API.client().get("/v1/networks/adopted").is(200);
        assertThat(usage.text("/usage/reserved")).isEqualTo("1");
        assertThat(usage.text("/usage/allocated")).isEqualTo("1");
        assertThat(API.client().delete("/v1/networks/adopted").isProblem(409).text("/detail"))
                .contains("10.91.0.9");
        API.client()
                .post("/v1/addresses", "{\"network\":\"adopted\",\"ip\":\"10.91.0.9\"}")
                .isProblem(409);
    }

    @Test
    void aReleasedAddressCoolsAndSaysUntilWhen() {
        API.network("cools", "10.92.0.0/24");
        API.client()
                .post("/v1/addresses", "{\"network\":\"cools\",\"ip\":\"10.92.0.9\",\"note\":\"short\"}", WAIT)
                .succeeded();
        API.client().delete("/v1/addresses/10.92.0.9?network=cools", WAIT).succeeded();

        var cooling = API.client().get("/v1/addresses/10.92.0.9?network=cools").is(200);
        assertThat(cooling.text("/state")).isEqualTo("cooling");
        assertThat(cooling.text("/matures_at")).isGreaterThan(cooling.text("/since"));
        assertThat(API.client().get("/v1/networks/cools").text("/usage/next_matures_at"))
                .isEqualTo(cooling.text("/matures_at"));
        assertThat(API.client()
                        .post("/v1/ports", "{\"network\":\"cools\",\"ips\":[{\"ip\":\"10.92.0.9\"}]}")
                        .isProblem(409)
                        .text("/detail"))
                .contains("10.92.0.9");

        API.client().delete("/v1/addresses/10.92.0.9?network=cools", WAIT).succeeded();
        API.client().get("/v1/addresses/10.92.0.9?network=cools").isProblem(404);
    }

    @Test
    void anAddressThatSeveralNetworksHaveNeedsTheNetwork() {
        API.network("east", "10.93.0.0/24");
        API.network("west", "10.93.0.0/24");

        assertThat(API.client().get("/v1/addresses/10.93.0.1").isProblem(409).text("/detail"))
                .contains("east")
                .contains("west");
        assertThat(API.client().get("/v1/addresses/10.93.0.1?network=east").text("/state"))
                .isEqualTo("gateway");
        API.client().delete("/v1/addresses/10.93.0.1?network=east").isProblem(409);
        API.client().get("/v1/addresses/not-an-ip").isProblem(404);
    }

    @Test
    void anAddressThatAPortHasByItselfIsNotChangedHere() {
        API.network("owned", "10.94.0.0/24");
        port("owned", "holder");
        String ip = API.client().get("/v1/ports/holder").text("/ips/0");

        assertThat(API.client()
                        .patch("/v1/addresses/" + ip, "{\"ports\":[]}")
                        .isProblem(409)
                        .text("/hint"))
                .contains("/v1/addresses");
    }

    @Test
    void usageIsAmongTheMetrics() {
        API.network("metered", "10.95.0.0/24");
        port("metered", "counted");
        API.client().get("/v1/ports/counted").is(200);

        assertThat(API.metrics(0))
                .contains("quark_subnet_addresses{cidr=\"10.95.0.0/24\"")
                .containsPattern("quark_network_addresses\\{.*network_name=\"metered\".*state=\"allocated\".*} 1.0")
                .containsPattern("quark_network_addresses\\{.*network_name=\"metered\".*state=\"free\".*} 252.0");
    }

    private static String port(String network, String name) {
        return API.client()
                .post("/v1/ports", "{\"network\":\"" + network + "\",\"name\":\"" + name + "\"}", WAIT)
                .succeeded()
                .text("/target/id");
    }

    private static int items(String path) {
        return API.client().get(path).is(200).json().path("items").size();
    }
}
