package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubnetsTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static final String[] WAIT = {"Prefer", "wait=30"};

    @Test
    void aNetworkHasSegmentTagsAndSubnetsWithPolicyInOneCall() {
        API.client()
                .post("/v1/ip-policies", "{\"name\":\"low\",\"exclude\":[\"0-9\"]}", WAIT)
                .succeeded();
        API.client()
                .post(
                        "/v1/networks",
                        "{\"name\":\"whole\",\"segment\":{\"type\":\"vlan\",\"physical\":\"physnet1\",\"id\":77},"
                                + "\"tags\":[\"prod\",\"dc=1\"],\"subnets\":[{\"name\":\"v4\",\"cidr\":\"10.70.0.0/24\","
                                + "\"ip_policy\":\"low\",\"tags\":[\"front\"],\"routes\":[{\"destination\":\"10.0.0.0/8\",\"next_hop\":\"10.70.0.254\"}]}]}",
                        WAIT)
                .succeeded();

        var network = API.client(1).get("/v1/networks/whole").is(200);

        assertThat(network.text("/segment/id")).isEqualTo("77");
        assertThat(network.json().at("/subnets/0/usage/excluded").asInt()).isEqualTo(11);
        assertThat(network.json().at("/usage/free").asInt()).isEqualTo(245);
        for (String filter :
                new String[] {"tag=prod&tag=dc=1", "segment_type=vlan&segment_id=77", "physical=physnet1"}) {
            assertThat(items("/v1/networks?" + filter)).as(filter).isEqualTo(1);
        }
        assertThat(items("/v1/networks?tag=prod&shared=true")).isZero();
        assertThat(items("/v1/networks?tag=absent")).isZero();
        for (String filter : new String[] {"cidr=10.70.0.0/24", "tag=front", "network=whole&name=v4"}) {
            assertThat(items("/v1/subnets?" + filter)).as(filter).isEqualTo(1);
        }
        assertThat(API.client().get("/v1/addresses/10.70.0.5").text("/state")).isEqualTo("excluded");
        assertThat(API.client()
                        .post(
                                "/v1/networks",
                                "{\"name\":\"second\",\"segment\":{\"type\":\"vlan\",\"physical\":\"physnet1\",\"id\":77}}")
                        .isProblem(409)
                        .text("/detail"))
                .contains(network.text("/id"));
        assertThat(API.client().delete("/v1/ip-policies/low").isProblem(409).text("/detail"))
                .contains("10.70.0.0/24")
                .contains("whole");
    }

    @Test
    void aNetworkIsChangedAndAStaleChangeIsRefused() {
        API.network("changes", "10.71.0.0/24");
        String tag = API.client().get("/v1/networks/changes").header("ETag");

        API.client()
                .patch(
                        "/v1/networks/changes",
                        "{\"name\":\"changed\",\"mtu\":1400,\"tags\":[\"a\"],\"family\":\"any\"}",
                        "If-Match",
                        tag,
                        "Prefer",
                        "wait=30")
                .succeeded();

        var network = API.client().get("/v1/networks/changed").is(200);
        assertThat(network.text("/mtu")).isEqualTo("1400");
        assertThat(network.text("/family")).isEqualTo("any");
        API.client()
                .patch("/v1/networks/changed", "{\"mtu\":1500}", "If-Match", tag)
                .isProblem(412);
        API.client().patch("/v1/networks/changed", "{}").isProblem(400);
        assertThat(API.client()
                        .patch("/v1/networks/changed", "{\"mtu\":100}")
                        .isProblem(400)
                        .text("/errors/0/pointer"))
                .isEqualTo("/mtu");
        API.network("taken");
        API.client().patch("/v1/networks/changed", "{\"name\":\"taken\"}").isProblem(409);
    }

    @Test
    void aSubnetIsAddedChangedAndRemovedLater() {
        API.network("grows", "10.72.0.0/24");

        API.client()
                .post("/v1/networks/grows/subnets", "{\"cidr\":\"fd72::/64\",\"dns\":[\"fd72::53\"]}", WAIT)
                .succeeded();

        var subnet = API.client(1).get("/v1/networks/grows/subnets/subnet-2").is(200);
        assertThat(subnet.text("/gateway")).isEqualTo("fd72::1");
        assertThat(items("/v1/networks/grows/subnets")).isEqualTo(2);
        API.client()
                .patch(
                        "/v1/networks/grows/subnets/subnet-2",
                        "{\"name\":\"six\",\"gateway\":null,\"dns\":[],\"pools\":[{\"start\":\"fd72::10\",\"end\":\"fd72::1f\"}]}",
                        "If-Match",
                        subnet.header("ETag"),
                        "Prefer",
                        "wait=30")
                .succeeded();
        var changed = API.client().get("/v1/networks/grows/subnets/six").is(200);
        assertThat(changed.json().path("gateway").isNull()).isTrue();
        assertThat(changed.json().path("dns")).isEmpty();
        assertThat(changed.text("/usage/size")).isEqualTo("16");
        assertThat(changed.text("/state")).isEqualTo("active");
        API.client()
                .patch("/v1/networks/grows/subnets/six", "{\"name\":\"seven\"}", "If-Match", subnet.header("ETag"))
                .isProblem(412);
        API.client().delete("/v1/networks/grows/subnets/six", WAIT).succeeded();
        API.client().get("/v1/networks/grows/subnets/six").isProblem(404);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/cidr            | {}",
                "/cidr            | {\"cidr\":\"10.73.0.128/25\"}",
                "/cidr            | {\"cidr\":\"10.73.1.1/24\"}",
                "/gateway         | {\"cidr\":\"10.73.1.0/24\",\"gateway\":\"10.73.0.1\"}",
                "/pools/0/end     | {\"cidr\":\"10.73.1.0/24\",\"pools\":[{\"start\":\"10.73.1.9\",\"end\":\"10.74.0.0\"}]}",
                "/ip_policy       | {\"cidr\":\"10.73.1.0/24\",\"ip_policy\":\"none-such\"}",
                "/dns/0           | {\"cidr\":\"10.73.1.0/24\",\"dns\":[\"x\"]}",
                "/colour          | {\"cidr\":\"10.73.1.0/24\",\"colour\":1}",
            })
    void badSubnetsAreRefusedWithThePointerOfTheFault(String pointer, String body) {
        if (items("/v1/networks?name=strict") == 0) {
            API.network("strict", "10.73.0.0/24");
        }

        var problem = API.client().post("/v1/networks/strict/subnets", body).isProblem(400);

        assertThat(problem.json().path("errors").findValuesAsText("pointer")).containsExactly(pointer);
    }

    @Test
    void aChangeThatWouldStrandAnAddressIsRefusedAndNamesIt() {
        API.network("stranded", "10.74.0.0/24");
        API.client()
                .post(
                        "/v1/ports",
                        "{\"network\":\"stranded\",\"name\":\"there\",\"ips\":[{\"ip\":\"10.74.0.9\"}]}",
                        WAIT)
                .succeeded();

        assertThat(API.client()
                        .patch("/v1/networks/stranded/subnets/subnet-1", "{\"gateway\":\"10.74.0.9\"}")
                        .isProblem(409)
                        .text("/detail"))
                .contains("10.74.0.9");
        assertThat(API.client()
                        .delete("/v1/networks/stranded/subnets/subnet-1")
                        .isProblem(409)
                        .text("/detail"))
                .contains("10.74.0.9");
        assertThat(API.client().delete("/v1/networks/stranded").isProblem(409).text("/detail"))
                .contains("there");
    }

    @Test
    void routesAreAddedAndRemovedOneByOne() {
        API.network("routed", "10.75.0.0/24");

        API.client()
                .post(
                        "/v1/networks/routed/routes",
                        "{\"destination\":\"192.168.0.0/16\",\"next_hop\":\"10.75.0.2\"}",
                        WAIT)
                .succeeded();

        var route = API.client().get("/v1/networks/routed/routes").is(200);
        assertThat(route.text("/items/0/destination")).isEqualTo("192.168.0.0/16");
        API.client()
                .post("/v1/networks/routed/routes", "{\"destination\":\"192.168.0.0/16\",\"next_hop\":\"10.75.0.3\"}")
                .isProblem(409);
        assertThat(API.client()
                        .post(
                                "/v1/networks/routed/routes",
                                "{\"destination\":\"10.9.0.0/16\",\"next_hop\":\"10.9.0.1\"}")
                        .isProblem(400)
                        .text("/errors/0/pointer"))
                .isEqualTo("/next_hop");
        API.client()
                .delete("/v1/networks/routed/routes/" + route.text("/items/0/id"), WAIT)
                .succeeded();
        assertThat(items("/v1/networks/routed/routes")).isZero();
        API.client()
                .delete("/v1/networks/routed/routes/" + route.text("/items/0/id"))
                .isProblem(404);
    }

    @Test
    void aQuarantineBelowTheFloorIsRefusedAndTheSettingNamed() {
        var problem = API.client()
                .post(
                        "/v1/networks",
                        "{\"name\":\"hasty\",\"subnets\":[{\"cidr\":\"10.76.0.0/24\",\"reuse_after_s\":5}]}")
                .isProblem(422);

        assertThat(problem.text("/hint")).contains("net.min_reuse_after_s");
        assertThat(problem.text("/errors/0/pointer")).isEqualTo("/subnets/0/reuse_after_s");
        API.client()
                .post("/v1/mac-ranges", "{\"cidr\":\"02:00:01/24\",\"reuse_after_s\":59}")
                .isProblem(422);
    }

    @Test
    void portsAreShownInTheSameAnswerWhereTheyAreWanted() {
        API.network("included", "10.77.0.0/24");
        API.client().post("/v1/ports", "{\"network\":\"included\"}", WAIT).succeeded();

        assertThat(API.client()
                        .get("/v1/networks/included?include=ports,subnets")
                        .text("/ports/0/ips/0"))
                .startsWith("10.77.0.");
        assertThat(API.client().get("/v1/networks?name=included&include=ports").text("/items/0/ports/0/ips/0"))
                .startsWith("10.77.0.");
        assertThat(API.client()
                        .get("/v1/networks/included")
                        .json()
                        .path("ports")
                        .isNull())
                .isTrue();
        API.client().get("/v1/networks?include=everything").isProblem(400);
        API.client().get("/v1/networks?include=ports&limit=1000").isProblem(400);
    }

    @Test
    void anotherProjectUsesASharedNetworkAndChangesNothingOfIt() {
        API.client()
                .post(
                        "/v1/networks",
                        "{\"name\":\"common\",\"shared\":true,\"subnets\":[{\"cidr\":\"10.78.0.0/24\"}]}",
                        WAIT)
                .succeeded();
        String id = API.client().get("/v1/networks/common").text("/id");
        String[] other = {"Quark-Project", "other", "Prefer", "wait=30"};

        API.client()
                .post("/v1/ports", "{\"network\":\"" + id + "\",\"name\":\"guest\"}", other)
                .succeeded();

        API.client().patch("/v1/networks/" + id, "{\"mtu\":1400}", other).isProblem(409);
        API.client()
                .post("/v1/networks/" + id + "/subnets", "{\"cidr\":\"10.79.0.0/24\"}", other)
                .isProblem(409);
        assertThat(API.client()
                        .patch("/v1/networks/common", "{\"shared\":false}")
                        .isProblem(409)
                        .text("/detail"))
                .contains("guest")
                .contains("other");
    }

    private static int items(String path) {
        return API.client().get(path).is(200).json().path("items").size();
    }
}
