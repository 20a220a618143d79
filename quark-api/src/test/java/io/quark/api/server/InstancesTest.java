package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Problem;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.common.model.WorkUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstancesTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static final String SMALL = "\"image\":\"tiny\",\"ram\":128,\"cpu\":1";

    @BeforeAll
    static void world() {
        API.image("tiny");
        API.network("web", "10.1.0.0/24", "fd01::/64");
    }

    private static String body(String name, String... more) {
        return "{\"name\":\"" + name + "\"," + SMALL + (more.length > 0 ? "," + String.join(",", more) : "") + "}";
    }

    @Test
    void aRequestIsAnsweredWithItsWorkUnitAtOnce() {
        API.orc().pause();

        var answer = API.client()
                .post("/v1/instances", body("early", "\"nics\":[{\"network\":\"web\"}]"))
                .is(202);

        String id = answer.text("/id");
        assertThat(answer.header("Location")).isEqualTo("/v1/work-units/" + id);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.text("/kind")).isEqualTo("build");
        assertThat(answer.text("/state")).isEqualTo("accepted");
        assertThat(answer.text("/target/type")).isEqualTo("instance");
        assertThat(answer.json().fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "kind",
                        "state",
                        "project",
                        "target",
                        "created_at",
                        "birthed_on",
                        "finished_at",
                        "attempts",
                        "progress",
                        "steps_completed",
                        "steps_left",
                        "placement",
                        "result",
                        "error",
                        "parent",
                        "children");
        assertThat(API.tree().node(API.paths().nextWorkUnit(id))).isPresent();
    }

    @Test
    void whatWasAcceptedCanBeReadBeforeAnOrcTakesItUp() {
        API.orc().pause();
        var answer = API.client().post("/v1/instances", body("pending")).is(202);
        String id = answer.text("/target/id");

        var seen = API.client(1).get("/v1/instances/" + id).is(200);

        assertThat(seen.text("/status")).isEqualTo("building");
        assertThat(seen.text("/name")).isEqualTo("pending");
        assertThat(seen.text("/task")).isEqualTo(answer.text("/id"));
        assertThat(API.client(1).delete("/v1/instances/" + id).is(202).text("/kind"))
                .isEqualTo("delete");
    }

    @Test
    void aClientThatWaitsGetsTheEnd() {
        var answer = API.client()
                .post("/v1/instances", body("waited"), "Prefer", "wait=30")
                .succeeded();

        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=30");
        var instance = API.client(1).get("/v1/instances/waited").is(200);
        assertThat(instance.text("/id")).isEqualTo(answer.text("/target/id"));
        assertThat(instance.text("/status")).isEqualTo("unknown"); // there is no compute
        assertThat(instance.header("ETag")).isEqualTo("\"1\"");
        assertThat(instance.json().fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "name",
                        "project",
                        "status",
                        "power_state",
                        "compute",
                        "ram",
                        "cpu",
                        "storage",
                        "image",
                        "nics",
                        "labels",
                        "created_at",
                        "task",
                        "fault",
                        "restart",
                        "flavor",
                        "volumes",
                        "snapshots",
                        "rescue");
    }

    @Test
    void aFailedWorkUnitTellsWhy() {
        API.orc()
                .fail(Optional.of(Problem.of("no-capacity", "No host", 409, "no host has 128 MiB of ram", "Add one.")));

        var answer = API.client()
                .post("/v1/instances", body("hopeless"), "Prefer", "wait=30")
                .is(200);

        assertThat(answer.text("/state")).isEqualTo("failed");
        assertThat(answer.text("/error/detail")).contains("ram");
        assertThat(answer.text("/error/type")).isEqualTo("/problems/no-capacity");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/name        | {\"name\":\"a/b\",%}",
                "/name        | {\"name\":\"<b>\",%}",
                "/name        | {\"name\":\"\",%}",
                "/name        | {\"name\":7,%}",
                "/name        | {\"name\":\"-a\",%}",
                "/name        | {\"name\":\"0197a7f0-0000-7000-8000-000000000001\",%}",
                "/name        | {%}",
                "/image       | {\"name\":\"a\",\"ram\":128,\"cpu\":1}",
                "/image       | {\"name\":\"a\",\"ram\":128,\"cpu\":1,\"image\":\"nothing\"}",
                "/image       | {\"name\":\"a\",\"boot\":{\"kernel\":\"/etc/passwd\"},%}",
                "/ram         | {\"name\":\"a\",\"cpu\":1,\"image\":\"tiny\",\"ram\":0}",
                "/ram         | {\"name\":\"a\",\"cpu\":1,\"image\":\"tiny\",\"ram\":1.5}",
                "/ram         | {\"name\":\"a\",\"cpu\":1,\"image\":\"tiny\",\"ram\":99999999999999999999}",
                "/cpu         | {\"name\":\"a\",\"ram\":128,\"image\":\"tiny\",\"cpu\":513}",
                "/storage     | {\"name\":\"a\",\"storage\":-1,%}",
                "/nics/0/network | {\"name\":\"a\",\"nics\":[{\"network\":\"wen\"}],%}",
                "/nics/0/network | {\"name\":\"a\",\"nics\":[{}],%}",
                "/nics/0      | {\"name\":\"a\",\"nics\":[\"web\"],%}",
                "/nics/0/ips/0 | {\"name\":\"a\",\"nics\":[{\"network\":\"web\",\"ips\":[\"10.2.0.1\"]}],%}",
                "/nics/0/ips/0 | {\"name\":\"a\",\"nics\":[{\"network\":\"web\",\"ips\":[\"10.1.0.0\"]}],%}",
                "/nics/0/ips/0 | {\"name\":\"a\",\"nics\":[{\"network\":\"web\",\"ips\":[\"ten\"]}],%}",
                "/nics/0/mac  | {\"name\":\"a\",\"nics\":[{\"network\":\"web\",\"mac\":\"zz\"}],%}",
                "/nics/0/port | {\"name\":\"a\",\"nics\":[{\"port\":\"nowhere\"}],%}",
                "/nics/0/port | {\"name\":\"a\",\"nics\":[{\"network\":\"web\",\"port\":\"p\"}],%}",
                "/nics        | {\"name\":\"a\",\"nics\":[{},{},{},{},{},{},{},{},{}],%}",
                "/ssh_keys/0  | {\"name\":\"a\",\"ssh_keys\":[\"ssh-rsa nonsense\"],%}",
                "/labels/a b  | {\"name\":\"a\",\"labels\":{\"a b\":\"c\"},%}",
                "/compute     | {\"name\":\"a\",\"compute\":\"nowhere\",%}",
                "/ram         | {\"name\":\"a\",\"image\":\"tiny\",\"cpu\":1}",
                "/cpu         | {\"name\":\"a\",\"image\":\"tiny\"}",
                "/flavor      | {\"name\":\"a\",\"image\":\"tiny\",\"flavor\":\"huge\"}",
                "/ram         | {\"name\":\"a\",\"flavor\":\"huge\",%}",
                "/restart     | {\"name\":\"a\",\"restart\":\"sometimes\",%}",
                "/count       | {\"name\":\"a\",\"count\":101,%}",
                "/nics/0/mac  | {\"name\":\"a\",\"count\":2,\"nics\":[{\"network\":\"web\",\"mac\":\"52:54:00:00:00:01\"}],%}",
                "/name        | {\"name\":\"a12345678901234567890123456789012345678901234567890123456789012\",\"count\":2,%}",
                "/flavour     | {\"name\":\"a\",\"flavour\":\"big\",%}",
                "/boot/kernel | {\"name\":\"a\",\"ram\":128,\"cpu\":1,\"boot\":{\"kernel\":\"/etc/passwd\"}}",
            })
    void badRequestsAreRefusedWithThePointerOfTheFault(String pointer, String template) {
        var problem =
                API.client().post("/v1/instances", template.replace("%", SMALL)).isProblem(400);

        assertThat(problem.json().path("errors").findValuesAsText("pointer")).contains(pointer);
    }

    @Test
    void userDataMayHave32KiBInUtf8() {
        String body = "{\"name\":\"told\",%,\"user_data\":\"".replace("%", SMALL);

        for (String tooMuch : new String[] {"x".repeat(32 * 1024 + 1), "\u00e4".repeat(16 * 1024 + 1)}) {
            assertThat(API.client()
                            .post("/v1/instances", body + tooMuch + "\"}")
                            .isProblem(400)
                            .text("/errors/0/pointer"))
                    .isEqualTo("/user_data");
        }
        API.client()
                .post("/v1/instances", body + "x".repeat(32 * 1024) + "\"}", "Prefer", "wait=30")
                .succeeded();
    }

    @Test
    void whatLeavesNoRoomInTheRecordForWhatAMachineGetsLaterIsRefused() {
        String body = "{\"name\":\"full\",%,\"user_data\":\"".replace("%", SMALL);

        var refused = API.client()
                .post("/v1/instances", body + "\\u0001".repeat(8 * 1024) + "\"}")
                .isProblem(422);

        assertThat(refused.text("/detail")).contains("bytes in its record");
        assertThat(refused.text("/hint")).contains("user_data");
    }

    @Test
    void allFaultsAreInOneAnswerAlsoThoseThatNeedTheCluster() {
        var problem = API.client()
                .post(
                        "/v1/instances",
                        "{\"name\":\"a/b\",\"ram\":0,\"cpu\":1,\"image\":\"tinny\",\"flavour\":1,\"nics\":[{\"network\":\"wbe\"}]}")
                .isProblem(400);

        assertThat(problem.json().path("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/name", "/ram", "/flavour", "/image", "/nics/0/network");
        assertThat(problem.json().toString()).contains("Did you mean tiny?").contains("Did you mean web?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/group            | \"group\":\"g\"",
                "/on_host_failure  | \"on_host_failure\":\"restart\"",
            })
    void whatIsNotSupportedYetIsSaidSoAndNotIgnored(String pointer, String field) {
        var problem = API.client().post("/v1/instances", body("a", field)).isProblem(422);

        assertThat(problem.json().path("errors").findValuesAsText("pointer")).containsExactly(pointer);
    }

    @Test
    void anInterfaceTakesAPortThatIsThereAndThatNothingUses() {
        API.network("taken", "10.9.0.0/24");
        String port = API.client()
                .post("/v1/ports", "{\"network\":\"taken\",\"name\":\"kept\"}", "Prefer", "wait=30")
                .succeeded()
                .text("/target/id");
        API.client()
                .post(
                        "/v1/ports",
                        "{\"network\":\"taken\",\"name\":\"busy\",\"device\":{\"type\":\"router\",\"id\":\"r1\"}}",
                        "Prefer",
                        "wait=30")
                .succeeded();
        API.orc().pause();

        String workUnit = API.client()
                .post("/v1/instances", body("a", "\"nics\":[{\"port\":\"kept\"},{\"network\":\"taken\"}]"))
                .is(202)
                .text("/id");

        var asked = (BuildInstance) API.tree()
                .node(API.paths().nextWorkUnit(workUnit))
                .orElseThrow()
                .as(WorkUnit.class)
                .request()
                .orElseThrow();
        assertThat(asked.spec().nics().get(0).port()).contains(port);
        assertThat(asked.spec().nics().get(1).port()).isEmpty();
        assertThat(API.client()
                        .post("/v1/instances", body("a", "\"nics\":[{\"port\":\"busy\"}]"))
                        .isProblem(409)
                        .text("/detail"))
                .contains("router r1");
        var twice = API.client()
                .post("/v1/instances", body("a", "\"nics\":[{\"port\":\"kept\"},{\"port\":\"kept\"}]"))
                .isProblem(400);
        assertThat(twice.text("/errors/0/pointer")).isEqualTo("/nics/1/port");
    }

    @Test
    void nothingIsLeftBehindByARefusedRequest() {
        API.orc().pause();
        int before = waiting();

        API.client()
                .post("/v1/instances", body("a/b"), "Idempotency-Key", "refused")
                .isProblem(400);

        assertThat(waiting()).isEqualTo(before);
    }

    private static int waiting() {
        int count = 0;
        for (int shard = 0; shard < API.paths().shards(); shard++) {
            count += API.tree().children(API.paths().nextWorkUnits(shard)).size();
        }
        return count;
    }

    @Test
    void aFullNetworkIsAConflictThatNamesTheSubnet() {
        API.network("full", "10.9.0.0/31"); // two addresses
        String network = API.client().get("/v1/networks/full").text("/id");
        String subnet = API.client().get("/v1/networks/full").text("/subnets/0/id");
        for (String ip : List.of("10.9.0.0", "10.9.0.1")) {
            String bucket = "00";
            String parent = API.paths().addressBucket(network, subnet, bucket);
            if (API.tree().node(parent).isEmpty()) {
                API.tree().commit(io.quark.common.tree.Op.createEmpty(parent));
            }
            API.tree()
                    .commit(io.quark.common.tree.Op.create(
                            API.paths().address(network, subnet, bucket, ip),
                            io.quark.common.model.Claim.allocated("port", "work")));
        }

        // A build is judged by what is seen; asking for the addresses waits until these are.
        assertThat(API.client().get("/v1/addresses?network=full").json().path("items"))
                .hasSize(2);

        var problem = API.client()
                .post("/v1/instances", body("late", "\"nics\":[{\"network\":\"full\"}]"))
                .isProblem(409);

        assertThat(problem.text("/detail")).contains("10.9.0.0/31");
    }

    @Test
    void instancesAreListedFilteredAndPaged() {
        for (String name : List.of("list-a", "list-b", "list-c")) {
            API.client()
                    .post(
                            "/v1/instances",
                            body(name, "\"labels\":{\"set\":\"list\",\"of\":\"" + name + "\"}"),
                            "Prefer",
                            "wait=30")
                    .succeeded();
        }

        var first = API.client(1)
                .get("/v1/instances?label=set=list&limit=2&fields=name")
                .is(200);
        assertThat(first.json().path("items").toString()).isEqualTo("[{\"name\":\"list-a\"},{\"name\":\"list-b\"}]");
        var second = API.client(1)
                .get("/v1/instances?label=set=list&limit=2&fields=name&page_token=" + first.text("/next_page_token"));
        assertThat(second.json().path("items").toString()).isEqualTo("[{\"name\":\"list-c\"}]");
        assertThat(second.json().path("next_page_token").isNull()).isTrue();

        assertThat(API.client().get("/v1/instances?label=of=list-b").json().path("items"))
                .hasSize(1);
        assertThat(API.client()
                        .get("/v1/instances?name=list-b&status=unknown")
                        .json()
                        .path("items"))
                .hasSize(1);
        assertThat(API.client()
                        .get("/v1/instances?name=list-b&status=running")
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(API.client()
                        .get("/v1/instances?label=set=list", "Quark-Project", "other")
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(API.client()
                        .get("/v1/instances?label=set=list&project=*", "Quark-Project", "other")
                        .json()
                        .path("items"))
                .hasSize(3);
    }

    @Test
    void listsRefuseWhatTheyDoNotKnow() {
        API.client().get("/v1/instances?colour=red").isProblem(400);
        API.client().get("/v1/instances?limit=1001").isProblem(400);
        API.client().get("/v1/instances?page_token=%21").isProblem(400);
        // The beginning of a token, or one of another list.
        API.client().get("/v1/instances?page_token=eHg").isProblem(400);
        API.client().get("/v1/images?page_token=eHg").isProblem(400);
    }

    @Test
    void aNameThatSeveralBearIsAmbiguous() {
        String one = API.client()
                .post("/v1/instances", body("twin"), "Prefer", "wait=30")
                .succeeded()
                .text("/target/id");
        String two = API.client()
                .post("/v1/instances", body("twin"), "Prefer", "wait=30")
                .succeeded()
                .text("/target/id");

        var problem = API.client().get("/v1/instances/twin").isProblem(409);

        assertThat(problem.text("/detail")).contains(one).contains(two);
        API.client().delete("/v1/instances/" + one, "Prefer", "wait=30").succeeded();
        API.client().get("/v1/instances/twin").is(200);
        API.client().get("/v1/instances/" + one).isProblem(404);
    }

    @Test
    void anUpdateKeepsToTheStateThatWasRead() {
        API.client()
                .post("/v1/instances", body("old-name"), "Prefer", "wait=30")
                .succeeded();

        API.client().patch("/v1/instances/old-name", "{}").isProblem(400);
        API.client()
                .patch("/v1/instances/old-name", "{\"name\":\"new-name\"}", "If-Match", "\"7\"")
                .isProblem(412);
        API.client()
                .patch("/v1/instances/old-name", "{\"name\":\"new-name\"}", "If-Match", "\"1\"", "Prefer", "wait=30")
                .succeeded();

        API.client().get("/v1/instances/old-name").isProblem(404);
        assertThat(API.client(1).get("/v1/instances/new-name").is(200).header("ETag"))
                .isEqualTo("\"2\"");
    }

    @Test
    void projectsDoNotSeeEachOther() {
        String id = API.client()
                .post("/v1/instances", body("mine"), "Prefer", "wait=30")
                .succeeded()
                .text("/target/id");

        API.client().get("/v1/instances/" + id, "Quark-Project", "other").isProblem(404);
        API.client().delete("/v1/instances/" + id, "Quark-Project", "other").isProblem(404);
    }

    @Test
    void historyTellsAllThatWasAsked() {
        String id = API.client()
                .post("/v1/instances", body("storied"), "Prefer", "wait=30")
                .succeeded()
                .text("/target/id");
        API.client()
                .patch("/v1/instances/storied", "{\"labels\":{\"a\":\"b\"}}", "Prefer", "wait=30")
                .succeeded();
        API.client().delete("/v1/instances/storied", "Prefer", "wait=30").succeeded();

        assertThat(API.client()
                        .get("/v1/instances/" + id + "/history")
                        .json()
                        .path("items")
                        .findValuesAsText("kind"))
                .containsExactly("delete", "update", "build");
    }
}
