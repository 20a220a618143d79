package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GroupsTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    @BeforeAll
    static void world() {
        API.image("tiny");
    }

    private static String body(String name, int count, String more) {
        return "{\"name\":\"" + name + "\",\"image\":\"tiny\",\"ram\":64,\"cpu\":1,\"count\":" + count
                + ",\"labels\":{\"set\":\"" + name + "\"}" + more + "}";
    }

    private static List<String> names(String query) {
        return API.client()
                .get("/v1/instances?fields=name&" + query)
                .json()
                .path("items")
                .findValuesAsText("name");
    }

    @Test
    void severalMachinesAreOneWorkUnitWithChildren() {
        var group = API.client()
                .post("/v1/instances", body("web", 3, ""), "Prefer", "wait=30")
                .succeeded();

        assertThat(group.text("/kind")).isEqualTo("group");
        assertThat(group.text("/target/id")).isEqualTo(group.text("/id"));
        assertThat(names("label=set=web")).containsExactly("web-1", "web-2", "web-3");
        var children = API.client()
                .get("/v1/work-units?parent=" + group.text("/id"))
                .json()
                .path("items");
        assertThat(children).hasSize(3);
        assertThat(children.findValuesAsText("kind")).containsOnly("build");
        assertThat(children.findValuesAsText("parent")).containsOnly(group.text("/id"));
        assertThat(group.json().path("children"))
                .as("also once it has ended")
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(
                        children.at("/0/id").asText(),
                        children.at("/1/id").asText(),
                        children.at("/2/id").asText());
    }

    @Test
    void aGroupAndItsPartsAreRecordedTogetherAndItsProgressIsTheShareThatHasEnded() {
        API.orc().pause();

        var group = API.client().post("/v1/instances", body("half", 2, "")).is(202);

        String id = group.text("/id");
        assertThat(group.json().path("children")).hasSize(2);
        assertThat(API.tree().children(API.paths().group(id))).hasSize(2);
        String child = group.text("/children/0");
        assertThat(API.tree()
                        .node(API.paths().nextWorkUnit(child))
                        .orElseThrow()
                        .as(WorkUnit.class)
                        .parent())
                .contains(id);
        API.tree().commit(Op.set(API.paths().groupChild(id, child), Map.of("state", "failed"), Op.ANY_VERSION));
        var seen = API.client(1).get("/v1/work-units/" + id);
        assertThat(seen.json().path("progress").asDouble()).isEqualTo(0.5);
        assertThat(API.client()
                        .get("/v1/work-units?kind=group&state=accepted")
                        .json()
                        .at("/items/0/progress")
                        .asDouble())
                .isEqualTo(0.5);
        API.tree().commit(new Op.Set(API.paths().groupChild(id, child), new byte[0], Op.ANY_VERSION));
    }

    @Test
    void aRepeatDoesNotMakeMore() {
        String first = API.client()
                .post("/v1/instances", body("once", 2, ""), "Idempotency-Key", "two", "Prefer", "wait=30")
                .succeeded()
                .text("/id");

        String second = API.client(1)
                .post("/v1/instances", body("once", 2, ""), "Idempotency-Key", "two")
                .is(202)
                .text("/id");

        assertThat(second).isEqualTo(first);
        assertThat(names("label=set=once")).hasSize(2);
    }

    @Test
    void whatDoesNotFitIntoOneTransactionIsRefusedAsAWhole() {
        String much = ",\"user_data\":\"" + "x".repeat(30_000) + "\"";

        var problem = API.client().post("/v1/instances", body("fat", 50, much)).isProblem(422);

        assertThat(problem.text("/detail")).contains("bytes");
        assertThat(names("label=set=fat")).isEmpty();
        API.client()
                .post("/v1/instances", body("full", 100, ""), "Prefer", "wait=60")
                .succeeded();
        assertThat(API.client()
                        .get("/v1/instances?label=set=full&limit=1000")
                        .json()
                        .path("items"))
                .hasSize(100);
    }

    @Test
    void machinesAreUnmadeByFilterAfterADryRunHasShownWhich() {
        API.client()
                .post("/v1/instances", body("old", 2, ""), "Prefer", "wait=30")
                .succeeded();
        API.client()
                .post("/v1/instances", body("kept", 2, ""), "Prefer", "wait=30")
                .succeeded();

        var dry =
                API.client().delete("/v1/instances?label=set=old&dry_run=true").is(200);
        assertThat(dry.json().path("items").findValuesAsText("name")).containsExactly("old-1", "old-2");
        assertThat(names("label=set=old")).hasSize(2);

        var group = API.client()
                .delete("/v1/instances?label=set=old", "Prefer", "wait=30")
                .succeeded();

        assertThat(group.text("/kind")).isEqualTo("group");
        assertThat(names("label=set=old")).isEmpty();
        assertThat(names("label=set=kept")).hasSize(2);
        API.client().delete("/v1/instances?label=set=old").isProblem(404);
    }

    @Test
    void nothingIsUnmadeWithoutAFilterOrByAWrongOne() {
        API.client().delete("/v1/instances").isProblem(422);
        API.client().delete("/v1/instances?dry_run=true").isProblem(422);
        API.client().delete("/v1/instances?label=a&dry_run=perhaps").isProblem(400);
        API.client().delete("/v1/instances?project=*").isProblem(400);
        API.client().delete("/v1/instances?colour=red").isProblem(400);
    }

    @Test
    void aPageOfMachinesCannotBeUnmadeAsThatWouldUnmakeThemAll() {
        API.client()
                .post("/v1/instances", body("paged", 2, ""), "Prefer", "wait=20")
                .succeeded();

        API.client().delete("/v1/instances?label=set=paged&limit=1").isProblem(400);
        API.client()
                .delete("/v1/instances?label=set=paged&dry_run=false&fields=name")
                .isProblem(400);

        assertThat(names("label=set=paged")).hasSize(2);
        assertThat(API.client()
                        .delete("/v1/instances?label=set=paged&limit=1&dry_run=true")
                        .is(200)
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void aKeyIsGoodForOneFilterOnly() {
        API.client()
                .post("/v1/instances", body("key", 2, ""), "Prefer", "wait=30")
                .succeeded();
        API.client()
                .delete("/v1/instances?name=key-1", "Idempotency-Key", "delete-key", "Prefer", "wait=30")
                .succeeded();

        API.client()
                .delete("/v1/instances?name=key-2", "Idempotency-Key", "delete-key")
                .isProblem(422);
    }
}
