package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortsTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    @Test
    void aPortIsMadeForAnyDeviceAndShownListedChangedAndRemoved() {
        String network = API.network("ports", "10.60.0.0/24", "fd60::/64");
        var made = API.client()
                .post(
                        "/v1/ports",
                        "{\"network\":\"ports\",\"name\":\"gw\",\"device\":{\"type\":\"router\",\"id\":\"r1\"},"
                                + "\"mac\":\"52-54-00-aa-bb-01\",\"ips\":[{\"ip\":\"10.60.0.9\"}],\"tags\":[\"edge\"]}",
                        "Prefer",
                        "wait=30")
                .succeeded();

        var port = API.client(1).get("/v1/ports/gw").is(200);

        assertThat(port.text("/id")).isEqualTo(made.text("/target/id"));
        assertThat(port.text("/network")).isEqualTo(network);
        assertThat(port.text("/mac")).isEqualTo("52:54:00:aa:bb:01");
        assertThat(port.text("/ips/0")).isEqualTo("10.60.0.9");
        assertThat(port.text("/device/id")).isEqualTo("r1");
        assertThat(port.text("/state")).isEqualTo("bound");
        for (String filter : new String[] {
            "network=ports",
            "device=r1",
            "device_type=router",
            "mac=525400AABB01",
            "ip=10.60.0.9",
            "state=bound&network=ports",
            "name=gw",
            "tag=edge",
            "work_unit=" + made.text("/id")
        }) {
            assertThat(items("/v1/ports?" + filter)).as(filter).isEqualTo(1);
        }
        assertThat(items("/v1/ports?network=ports&state=unbound")).isZero();

        String tag = port.header("ETag");
        API.client()
                .patch("/v1/ports/gw", "{\"device\":null,\"tags\":[]}", "If-Match", tag, "Prefer", "wait=30")
                .succeeded();
        API.client().patch("/v1/ports/gw", "{\"name\":\"x\"}", "If-Match", tag).isProblem(412);
        var free = API.client().get("/v1/ports/gw").is(200);
        assertThat(free.text("/state")).isEqualTo("unbound");
        assertThat(free.json().path("tags")).isEmpty();

        API.client().delete("/v1/ports/gw", "Prefer", "wait=30").succeeded();
        API.client().get("/v1/ports/gw").isProblem(404);
        assertThat(API.client().get("/v1/addresses/10.60.0.9?network=ports").text("/state"))
                .isEqualTo("cooling");
        assertThat(API.client().get("/v1/macs/52:54:00:aa:bb:01").text("/matures_at"))
                .isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/network               | {}",
                "/network               | {\"network\":\"nowhere\"}",
                "/mac                   | {\"network\":\"faulty\",\"mac\":\"zz\"}",
                "/ips/0/ip              | {\"network\":\"faulty\",\"ips\":[{\"ip\":\"11.0.0.1\"}]}",
                "/ips/0/ip              | {\"network\":\"faulty\",\"ips\":[{\"ip\":\"10.61.0.0\"}]}",
                "/ips/0/subnet          | {\"network\":\"faulty\",\"ips\":[{\"subnet\":\"none\"}]}",
                "/ips/0                 | {\"network\":\"faulty\",\"ips\":[{\"ip\":\"10.61.0.5\",\"subnet\":\"a\"}]}",
                "/ports/1/network       | {\"ports\":[{\"network\":\"faulty\"},{}]}",
                "/ports/1/ips/0/ip      | {\"ports\":[{\"network\":\"faulty\",\"ips\":[{\"ip\":\"10.61.0.5\"}]},{\"network\":\"faulty\",\"ips\":[{\"ip\":\"10.61.0.5\"}]}]}",
                "/ports/1/mac           | {\"ports\":[{\"network\":\"faulty\",\"mac\":\"525400000001\"},{\"network\":\"faulty\",\"mac\":\"52:54:00:00:00:01\"}]}",
                "/ports                 | {\"ports\":[]}",
                "/device/id             | {\"network\":\"faulty\",\"device\":{\"type\":\"router\"}}",
                "/tags/0                | {\"network\":\"faulty\",\"tags\":[\" \"]}",
            })
    void badPortsAreRefusedWithThePointerOfTheFault(String pointer, String body) {
        if (items("/v1/networks?name=faulty") == 0) {
            API.network("faulty", "10.61.0.0/24");
        }

        var problem = API.client().post("/v1/ports", body).isProblem(400);

        assertThat(problem.json().path("errors").findValuesAsText("pointer")).containsExactly(pointer);
    }

    @Test
    void aThousandPortsAreMadeAndRemovedInOneCall() {
        API.network("many", "10.62.0.0/16");
        String ports = IntStream.range(0, 1000)
                .mapToObj(i -> "{\"network\":\"many\",\"name\":\"port-" + i
                        + "\",\"device\":{\"type\":\"appliance\",\"id\":\"appliance-" + i + "\"}}")
                .collect(Collectors.joining(","));

        var made = API.client()
                .post("/v1/ports", "{\"ports\":[" + ports + "]}", "Prefer", "wait=60")
                .succeeded();

        var listed = API.client(1).get("/v1/ports?limit=1000&work_unit=" + made.text("/id"));
        assertThat(listed.json().path("items")).hasSize(1000);
        assertThat(listed.json().path("items").findValuesAsText("mac").stream().distinct())
                .hasSize(1000);
        assertThat(API.tree().children(API.paths().requests(API.paths().shardOf(made.text("/id")))))
                .isEmpty();
        var network = API.client().get("/v1/networks/many?include=ports").is(200);
        assertThat(network.text("/port_count")).isEqualTo("1000");
        assertThat(network.json().path("ports")).hasSize(1000);
        assertThat(network.text("/usage/allocated")).isEqualTo("1000");

        List<String> ids = new ArrayList<>();
        listed.json()
                .path("items")
                .forEach(port -> ids.add("\"" + port.path("id").asText() + "\""));
        String names = String.join(",", ids);
        API.client()
                .deleteThese("/v1/ports", "{\"ports\":[" + names + "]}", "Prefer", "wait=60")
                .succeeded();

        assertThat(items("/v1/ports?network=many")).isZero();
        assertThat(API.client().get("/v1/networks/many").text("/usage/cooling")).isEqualTo("1000");
    }

    @Test
    void aRepeatOfALargeRequestAnswersTheSameWorkUnitAndItsPartsAreWrittenWithIt() {
        API.network("parted", "10.67.0.0/16");
        String ports = IntStream.range(0, 900)
                .mapToObj(i -> "{\"network\":\"parted\",\"tags\":[\"a-tag-that-makes-requests-large\",\"" + i + "\"]}")
                .collect(Collectors.joining(",", "{\"ports\":[", "]}"));
        API.orc().pause();

        String id = API.client()
                .post("/v1/ports", ports, "Idempotency-Key", "large")
                .is(202)
                .text("/id");

        assertThat(API.client(1)
                        .post("/v1/ports", ports, "Idempotency-Key", "large")
                        .is(202)
                        .text("/id"))
                .isEqualTo(id);
        assertThat(API.tree().children(API.paths().request(id))).hasSizeGreaterThan(0);
        API.orc().resume();
        assertThat(API.client().get("/v1/work-units/" + id + "?wait=60").text("/state"))
                .isEqualTo("succeeded");
        assertThat(items("/v1/ports?network=parted&limit=1000")).isEqualTo(900);
    }

    @Test
    void whatIsTooLargeForOneTransactionIsRefused() {
        API.network("huge", "10.68.0.0/16");
        String tags = IntStream.range(0, 8)
                .mapToObj(i -> "\"" + "x".repeat(50) + i + "\"")
                .collect(Collectors.joining(","));
        String ports = IntStream.range(0, 1000)
                .mapToObj(i -> "{\"network\":\"huge\",\"tags\":[" + tags + "]}")
                .collect(Collectors.joining(",", "{\"ports\":[", "]}"));

        assertThat(API.client().post("/v1/ports", ports).isProblem(413).text("/hint"))
                .contains("fewer");
    }

    @Test
    void whatCannotBeHadByOneIsHadByNoneAndTheReasonIsAProblemAtOnce() {
        API.network("tiny", "10.63.0.0/29");
        String six =
                IntStream.range(0, 6).mapToObj(i -> "{\"network\":\"tiny\"}").collect(Collectors.joining(","));

        var problem =
                API.client().post("/v1/ports", "{\"ports\":[" + six + "]}").isProblem(409);

        assertThat(problem.text("/detail")).contains("size 8");
        assertThat(items("/v1/ports?network=tiny")).isZero();
    }

    @Test
    void anAddressIsAddedAndTakenAwayLater() {
        API.network("more", "10.64.0.0/24");
        API.client()
                .post("/v1/ports", "{\"network\":\"more\",\"name\":\"grows\"}", "Prefer", "wait=30")
                .succeeded();

        API.client()
                .post("/v1/ports/grows/addresses", "{\"ip\":\"10.64.0.77\"}", "Prefer", "wait=30")
                .succeeded();
        API.client()
                .post("/v1/ports/grows/addresses", "{}", "Prefer", "wait=30")
                .succeeded();
        API.client()
                .post("/v1/ports/grows/addresses", "{\"subnet\":\"subnet-1\"}", "Prefer", "wait=30")
                .succeeded();

        assertThat(API.client().get("/v1/ports/grows").json().path("ips")).hasSize(4);
        API.client()
                .post("/v1/ports/grows/addresses", "{\"ip\":\"10.64.0.77\"}")
                .isProblem(409);
        API.client()
                .post("/v1/ports/grows/addresses", "{\"ip\":\"10.64.0.255\"}")
                .isProblem(400);
        API.client()
                .delete("/v1/ports/grows/addresses/10.64.0.77", "Prefer", "wait=30")
                .succeeded();
        assertThat(API.client().get("/v1/ports/grows").json().path("ips").toString())
                .doesNotContain("10.64.0.77");
        API.client().delete("/v1/ports/grows/addresses/10.64.0.77").isProblem(404);
    }

    @Test
    void whatAnInstanceHasIsNotGivenToItHere() {
        API.network("own", "10.65.0.0/24");

        assertThat(API.client()
                        .post("/v1/ports", "{\"network\":\"own\",\"device\":{\"type\":\"instance\",\"id\":\"i\"}}")
                        .isProblem(422)
                        .text("/hint"))
                .contains("nics");
        API.client()
                .post("/v1/ports", "{\"network\":\"own\",\"qos_policy\":\"gold\"}")
                .isProblem(400);
    }

    @Test
    void anotherProjectSeesAPortOnlyIfItIsItsOwn() {
        API.network("private", "10.66.0.0/24");
        API.client()
                .post("/v1/ports", "{\"network\":\"private\",\"name\":\"mine\"}", "Prefer", "wait=30")
                .succeeded();

        API.client().get("/v1/ports/mine", "Quark-Project", "other").isProblem(404);
        API.client()
                .post("/v1/ports", "{\"network\":\"private\"}", "Quark-Project", "other")
                .isProblem(400);
    }

    private static int items(String path) {
        return API.client().get(path).is(200).json().path("items").size();
    }
}
