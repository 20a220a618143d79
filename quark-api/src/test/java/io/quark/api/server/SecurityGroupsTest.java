package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SecurityGroupsTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static final String[] WAIT = {"Prefer", "wait=30"};
    private static final String SSH =
            "{\"direction\":\"ingress\",\"protocol\":\"tcp\",\"port_min\":22,\"cidr\":\"10.1.0.0/16\"}";

    private static String group(String name, String... rules) {
        return API.client()
                .post(
                        "/v1/security-groups",
                        "{\"name\":\"" + name + "\",\"rules\":[" + String.join(",", rules) + "]}",
                        WAIT)
                .succeeded()
                .text("/target/id");
    }

    @Test
    void aGroupIsMadeShownChangedAndRemoved() {
        String id = group("web", SSH, "{\"direction\":\"egress\"}", "{\"direction\":\"ingress\",\"group\":\"self\"}");

        var web = API.client(1).get("/v1/security-groups/web").is(200);

        assertThat(web.text("/id")).isEqualTo(id);
        assertThat(web.text("/rules/0/port_max")).isEqualTo("22");
        assertThat(web.text("/rules/1/protocol")).isEqualTo("any");
        assertThat(web.text("/rules/2/group")).isEqualTo(id);
        assertThat(web.text("/revision")).isEqualTo("1");
        API.client().patch("/v1/security-groups/web", "{\"rules\":[]}", WAIT).succeeded();
        assertThat(API.client().get("/v1/security-groups/web").text("/revision"))
                .isEqualTo("2");
        API.client()
                .patch("/v1/security-groups/web", "{\"name\":\"x\"}", "If-Match", web.header("ETag"))
                .isProblem(412);
        API.client().delete("/v1/security-groups/web", WAIT).succeeded();
        API.client().get("/v1/security-groups/web").isProblem(404);
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        var problem = API.client()
                .post(
                        "/v1/security-groups",
                        "{\"name\":\"self\",\"rules\":[{\"protocol\":\"icmp\",\"direction\":\"ingress\",\"port_min\":1},"
                                + "{\"direction\":\"egress\",\"protocol\":\"udp\",\"port_min\":9,\"port_max\":8},"
                                + "{\"direction\":\"egress\",\"cidr\":\"10.0.0.0/33\"},"
                                + "{\"cidr\":\"10.0.0.0/8\",\"group\":\"a\"}]}")
                .isProblem(400);

        assertThat(problem.json().path("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder(
                        "/name",
                        "/rules/0/port_min",
                        "/rules/1/port_max",
                        "/rules/2/cidr",
                        "/rules/3/direction",
                        "/rules/3/group");
    }

    @Test
    void aGroupWithPortsStaysAndNamesThem() {
        String id = group("held", SSH);
        API.network("guarded", "10.80.0.0/24");
        API.client()
                .post(
                        "/v1/ports",
                        "{\"network\":\"guarded\",\"name\":\"g\",\"security\":{\"groups\":[\"held\"]}}",
                        WAIT)
                .succeeded();

        assertThat(API.client(1).get("/v1/ports/g").text("/security/groups/0")).isEqualTo(id);
        assertThat(API.client().get("/v1/security-groups/held").text("/member_count"))
                .isEqualTo("1");
        assertThat(API.client()
                        .delete("/v1/security-groups/held")
                        .isProblem(409)
                        .text("/detail"))
                .contains("port g");
        API.client()
                .post("/v1/ports", "{\"network\":\"guarded\",\"security\":{\"groups\":[\"nobody\"]}}")
                .isProblem(400);
        API.client()
                .patch("/v1/ports/g", "{\"security\":{\"groups\":[]}}", WAIT)
                .succeeded();
        API.client().delete("/v1/security-groups/held", WAIT).succeeded();
    }

    @Test
    void aGroupThatARuleNamesStays() {
        group("named");
        group("naming", "{\"direction\":\"ingress\",\"group\":\"named\"}");

        assertThat(API.client()
                        .delete("/v1/security-groups/named")
                        .isProblem(409)
                        .text("/detail"))
                .contains("security group naming");
    }
}
