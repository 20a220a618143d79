package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Port;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    @Test
    void aNetworkIsMadeWithItsSubnetsInOneCallAndShownWithItsUsage() {
        String id = API.network("web", "10.20.0.0/24", "fd20::/64");

        var network = API.client(1).get("/v1/networks/web").is(200);

        assertThat(network.text("/id")).isEqualTo(id);
        assertThat(network.text("/driver")).isEqualTo("bridge");
        assertThat(network.text("/subnets/0/cidr")).isEqualTo("10.20.0.0/24");
        assertThat(network.text("/subnets/0/gateway")).isEqualTo("10.20.0.1");
        assertThat(network.json().at("/subnets/0/usage/allocated").asInt()).isZero();
        assertThat(network.json().at("/subnets/0/usage/free").asInt()).isEqualTo(253);
        assertThat(network.header("ETag")).isNotEmpty();
        assertThat(API.client().get("/v1/networks?name=web").json().path("items"))
                .hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/name             | {}",
                "/name             | {\"name\":\"a/b\"}",
                "/subnets/1/cidr   | {\"name\":\"a\",\"subnets\":[{\"cidr\":\"10.0.0.0/8\"},{\"cidr\":\"10.1.0.0/16\"}]}",
                "/subnets/0/cidr   | {\"name\":\"a\",\"subnets\":[{\"cidr\":\"10.0.0.1/8\"}]}",
                "/subnets/0/cidr   | {\"name\":\"a\",\"subnets\":[{}]}",
                "/subnets/0/gateway | {\"name\":\"a\",\"subnets\":[{\"cidr\":\"10.0.0.0/8\",\"gateway\":\"11.0.0.1\"}]}",
                "/mtu              | {\"name\":\"a\",\"mtu\":1}",
                "/family           | {\"name\":\"a\",\"family\":\"none\"}",
                "/segment/type     | {\"name\":\"a\",\"segment\":{}}",
                "/colour           | {\"name\":\"a\",\"colour\":\"red\"}",
            })
    void badNetworksAreRefusedWithThePointerOfTheFault(String pointer, String body) {
        var problem = API.client().post("/v1/networks", body).isProblem(400);

        assertThat(problem.json().path("errors").findValuesAsText("pointer")).containsExactly(pointer);
    }

    @Test
    void aPolicyThatIsNotThereIsAFault() {
        assertThat(API.client()
                        .post("/v1/networks", "{\"name\":\"a\",\"qos_policy\":\"gold\"}")
                        .isProblem(400)
                        .text("/errors/0/pointer"))
                .isEqualTo("/qos_policy");
    }

    @Test
    void packetsAreAsLargeAsTheEncapsulationLeavesRoomFor() {
        for (String segment : new String[] {"flat,1500", "vxlan,1450"}) {
            String[] parts = segment.split(",", -1);
            API.client()
                    .post(
                            "/v1/networks",
                            "{\"name\":\"of-" + parts[0] + "\",\"segment\":{\"type\":\"" + parts[0] + "\""
                                    + (parts[0].equals("vxlan") ? ",\"id\":77" : "") + "}}",
                            "Prefer",
                            "wait=30")
                    .succeeded();
            assertThat(API.client().get("/v1/networks/of-" + parts[0]).text("/mtu"))
                    .isEqualTo(parts[1]);
        }
        assertThat(API.client()
                        .post(
                                "/v1/networks",
                                "{\"name\":\"large\",\"mtu\":9200,\"segment\":{\"type\":\"vxlan\",\"id\":78}}")
                        .isProblem(400)
                        .text("/errors/0/pointer"))
                .isEqualTo("/mtu");
        assertThat(API.client()
                        .patch("/v1/networks/of-vxlan", "{\"mtu\":9200}")
                        .isProblem(400)
                        .text("/errors/0/pointer"))
                .isEqualTo("/mtu");
    }

    @Test
    void aNameIsUniqueInItsProjectOnly() {
        String id = API.network("once", "10.30.0.0/24");

        var problem = API.client(1).post("/v1/networks", "{\"name\":\"once\"}").isProblem(409);

        assertThat(problem.text("/detail")).contains(id);
        API.client()
                .post("/v1/networks", "{\"name\":\"once\"}", "Quark-Project", "other", "Prefer", "wait=30")
                .succeeded();
    }

    @Test
    void aNetworkWithPortsIsNotRemovedAndTheHolderIsNamed() {
        String network = API.network("held", "10.40.0.0/24");
        String holder = Ids.fresh();
        Port port = new Port(
                Ids.fresh(),
                network,
                "eth0",
                "default",
                "52:54:00:00:00:01",
                Optional.empty(),
                List.of(),
                Optional.of(Port.Device.instance(holder)),
                Optional.empty(),
                List.of(),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                "work");
        API.orc().addPort(network, port);

        assertThat(API.client().delete("/v1/networks/held").isProblem(409).text("/detail"))
                .contains(holder);
        var ports = API.client(1)
                .get("/v1/ports?network=held&mac=52-54-00-00-00-01")
                .is(200);
        assertThat(ports.text("/items/0/device/id")).isEqualTo(holder);
        assertThat(API.client().get("/v1/ports?device=" + Ids.fresh()).json().path("items"))
                .isEmpty();
    }

    @Test
    void gatewaysAndReservedAddressesAreShown() {
        API.network("shown", "10.50.0.0/30");

        var addresses = API.client().get("/v1/addresses?network=shown").is(200);

        assertThat(addresses.json().path("items").findValuesAsText("ip"))
                .containsExactlyInAnyOrder("10.50.0.0", "10.50.0.1", "10.50.0.3");
        assertThat(API.client().get("/v1/addresses?network=shown&state=gateway").text("/items/0/ip"))
                .isEqualTo("10.50.0.1");
        var first = API.client().get("/v1/addresses?network=shown&limit=2");
        assertThat(API.client()
                        .get("/v1/addresses?network=shown&limit=2&page_token=" + first.text("/next_page_token"))
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void aNetworkThatIsNotThereIsNotFound() {
        assertThat(API.client().get("/v1/networks/nowhere").isProblem(404).text("/hint"))
                .contains("/v1/networks");
        API.client().delete("/v1/networks/nowhere").isProblem(404);
    }
}
