package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolsTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static final String[] WAIT = {"Prefer", "wait=30"};

    @Test
    void aMacRangeIsWrittenShortShownCanonicalChangedAndRemoved() {
        API.client()
                .post("/v1/mac-ranges", "{\"cidr\":\"0A:00:01/24\",\"name\":\"lab\",\"reuse_after_s\":120}", WAIT)
                .succeeded();

        var range = API.client(1).get("/v1/mac-ranges/lab").is(200);

        assertThat(range.text("/cidr")).isEqualTo("0a:00:01:00:00:00/24");
        assertThat(range.text("/usage/size")).isEqualTo("16777216");
        assertThat(API.client()
                        .post("/v1/mac-ranges", "{\"cidr\":\"0a:00:01:80/25\"}")
                        .isProblem(409)
                        .text("/detail"))
                .contains("lab");
        API.client()
                .post("/v1/mac-ranges", "{\"cidr\":\"0a:00:02/24\",\"name\":\"lab\"}")
                .isProblem(409);
        API.client()
                .patch("/v1/mac-ranges/lab", "{\"state\":\"disabled\",\"name\":\"old\"}", WAIT)
                .succeeded();
        assertThat(API.client().get("/v1/mac-ranges/old").text("/state")).isEqualTo("disabled");
        API.client()
                .patch("/v1/mac-ranges/old", "{\"state\":\"active\"}", "If-Match", range.header("ETag"))
                .isProblem(412);
        API.client().delete("/v1/mac-ranges/old", WAIT).succeeded();
        API.client().get("/v1/mac-ranges/old").isProblem(404);
    }

    @Test
    void aRangeWhoseMacsAreInUseStaysAndNamesThem() {
        API.client()
                .post("/v1/mac-ranges", "{\"cidr\":\"0a:00:05/24\",\"name\":\"used\"}", WAIT)
                .succeeded();
        API.client()
                .post(
                        "/v1/macs",
                        "{\"mac\":\"0a-00-05-00-00-07\",\"device\":{\"type\":\"switch\",\"id\":\"s1\"},\"note\":\"rack 3\"}",
                        WAIT)
                .succeeded();

        assertThat(API.client().delete("/v1/mac-ranges/used").isProblem(409).text("/detail"))
                .contains("0a:00:05:00:00:07");
        assertThat(API.client().get("/v1/mac-ranges/used").text("/usage/allocated"))
                .isEqualTo("1");
        for (String filter : new String[] {"mac=0A00.0500.0007", "range=used", "device=s1"}) {
            var macs = API.client().get("/v1/macs?" + filter).is(200);
            assertThat(macs.json().path("items")).as(filter).hasSize(1);
            assertThat(macs.text("/items/0/note")).isEqualTo("rack 3");
        }
        API.client().post("/v1/macs", "{\"mac\":\"0a:00:05:00:00:07\"}").isProblem(409);
        API.client().delete("/v1/macs/0a:00:05:00:00:07", WAIT).succeeded();
        assertThat(API.client().get("/v1/macs?range=used&state=cooling").text("/items/0/matures_at"))
                .isNotEmpty();
    }

    @Test
    void theNextMacIsTakenWhereNoneIsAskedFor() {
        var made = API.client().post("/v1/macs", "{\"note\":\"spare\"}", WAIT).succeeded();

        assertThat(API.client()
                        .get("/v1/macs?state=allocated")
                        .json()
                        .path("items")
                        .toString())
                .contains("spare");
        assertThat(made.json().path("result")).isNotEmpty();
    }

    @Test
    void segmentPoolsGiveNetworksTheirIds() {
        API.client()
                .post("/v1/segment-pools", "{\"name\":\"vx\",\"type\":\"vxlan\",\"first\":5000,\"last\":5003}", WAIT)
                .succeeded();
        API.client()
                .post("/v1/networks", "{\"name\":\"overlay\",\"segment\":{\"type\":\"vxlan\"}}", WAIT)
                .succeeded();

        String id = API.client().get("/v1/networks/overlay").text("/segment/id");

        assertThat(Integer.parseInt(id)).isBetween(5000, 5003);
        var pool = API.client(1).get("/v1/segment-pools/vx").is(200);
        assertThat(pool.text("/usage/size")).isEqualTo("4");
        assertThat(pool.text("/usage/allocated")).isEqualTo("1");
        assertThat(API.client().delete("/v1/segment-pools/vx").isProblem(409).text("/detail"))
                .contains(id);
        API.client()
                .post("/v1/segment-pools", "{\"name\":\"vx2\",\"type\":\"vxlan\",\"first\":5003,\"last\":6000}")
                .isProblem(409);
        API.client().patch("/v1/segment-pools/vx", "{\"last\":5009}", WAIT).succeeded();
        assertThat(API.client().get("/v1/segment-pools?type=vxlan").text("/items/0/last"))
                .isEqualTo("5009");
    }

    @Test
    void anIpPolicyIsChangedWhileItIsBoundUnlessAnAddressIsInTheWay() {
        API.client()
                .post(
                        "/v1/ip-policies",
                        "{\"name\":\"ends\",\"exclude\":[\"0-9\",\"-10--1\",\"10.0.0.0/8\"],\"shared\":true}",
                        WAIT)
                .succeeded();
        API.client()
                .post(
                        "/v1/networks",
                        "{\"name\":\"bound\",\"subnets\":[{\"cidr\":\"192.168.7.0/24\",\"ip_policy\":\"ends\"}]}",
                        WAIT)
                .succeeded();
        API.client()
                .post("/v1/ports", "{\"network\":\"bound\",\"ips\":[{\"ip\":\"192.168.7.100\"}]}", WAIT)
                .succeeded();

        var policy = API.client().get("/v1/ip-policies/ends").is(200);
        assertThat(policy.json().path("subnets")).hasSize(1);
        API.client()
                .patch(
                        "/v1/ip-policies/ends",
                        "{\"exclude\":[\"0-19\"]}",
                        "If-Match",
                        policy.header("ETag"),
                        "Prefer",
                        "wait=30")
                .succeeded();
        assertThat(API.client().get("/v1/networks/bound").text("/usage/excluded"))
                .isEqualTo("21");
        var refused = API.client().patch("/v1/ip-policies/ends", "{\"exclude\":[\"100\"]}", WAIT);
        assertThat(refused.status() == 409 || refused.text("/state").equals("failed"))
                .as(refused.json().toString())
                .isTrue();
        assertThat(refused.json().toString()).contains("192.168.7.100");
        API.client()
                .patch("/v1/networks/bound/subnets/subnet-1", "{\"ip_policy\":null}", WAIT)
                .succeeded();
        API.client().delete("/v1/ip-policies/ends", WAIT).succeeded();
    }

    @ParameterizedTest(name = "{0} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ip-policies   | /exclude/1 | {\"name\":\"p\",\"exclude\":[\"5\",\"five\"]}",
                "ip-policies   | /name      | {\"exclude\":[\"5\"]}",
                "mac-ranges    | /cidr      | {\"cidr\":\"52:54:00\"}",
                "mac-ranges    | /cidr      | {\"cidr\":\"53:54:00/24\"}",
                "mac-ranges    | /cidr      | {\"cidr\":\"52:54:01/16\"}",
                "mac-ranges    | /state     | {\"cidr\":\"0a:0b/16\",\"state\":\"deleting\"}",
                "segment-pools | /type      | {\"name\":\"p\",\"type\":\"flat\",\"first\":1,\"last\":2}",
                "segment-pools | /physical  | {\"name\":\"p\",\"type\":\"vlan\",\"first\":1,\"last\":2}",
                "segment-pools | /last      | {\"name\":\"p\",\"type\":\"vxlan\",\"first\":3,\"last\":2}",
                "macs          | /mac       | {\"mac\":\"01:00:00:00:00:00\"}",
            })
    void whatIsMalformedIsRefusedWithThePointerOfTheFault(String collection, String pointer, String body) {
        var problem = API.client().post("/v1/" + collection, body).isProblem(400);

        assertThat(problem.json().path("errors").findValuesAsText("pointer")).containsExactly(pointer);
    }

    @Test
    void aQuotaLimitsItsProjectAndTellsWhatItHas() {
        String[] project = {"Quark-Project", "limited", "Prefer", "wait=30"};
        API.client()
                .put("/v1/quotas/limited", "{\"networks\":1,\"ports\":2,\"addresses_per_port\":null}", WAIT)
                .succeeded();

        API.client()
                .post("/v1/networks", "{\"name\":\"only\",\"subnets\":[{\"cidr\":\"10.80.0.0/24\"}]}", project)
                .succeeded();

        assertThat(API.client()
                        .post("/v1/networks", "{\"name\":\"second\"}", project)
                        .isProblem(409)
                        .text("/detail"))
                .contains("limited");
        API.client()
                .post(
                        "/v1/ports",
                        "{\"ports\":[{\"network\":\"only\"},{\"network\":\"only\"},{\"network\":\"only\"}]}",
                        project)
                .isProblem(409);
        var quota = API.client(1).get("/v1/quotas/limited").is(200);
        assertThat(quota.text("/used/networks")).isEqualTo("1");
        assertThat(quota.text("/used/ports")).isEqualTo("0");
        assertThat(quota.json().path("addresses_per_port").isNull()).isTrue();
        assertThat(API.client().get("/v1/quotas").json().path("items").findValuesAsText("project"))
                .contains("limited");
        assertThat(API.client()
                        .get("/v1/quotas/unheard-of")
                        .is(200)
                        .json()
                        .path("networks")
                        .isNull())
                .isTrue();
        API.client().put("/v1/quotas/limited", "{\"ports\":-1}").isProblem(400);
    }
}
