package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.json.Json;
import io.quark.common.model.ImageFile;
import io.quark.common.model.MachineRequest.SnapshotToImage;
import io.quark.common.model.WorkUnit;
import io.quark.common.ticket.LookingKey;
import io.quark.common.ticket.UploadTicket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SnapshotsTest {

    private static final String AUTHORIZATION = "Authorization";

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    @BeforeAll
    static void world() {
        API.image("tiny");
        for (String name : new String[] {"a", "b"}) {
            API.client()
                    .post(
                            "/v1/instances",
                            "{\"name\":\"" + name + "\",\"image\":\"tiny\",\"ram\":128,\"cpu\":1}",
                            "Prefer",
                            "wait=30")
                    .succeeded();
        }
    }

    private static void snapshot(String instance, String name) {
        API.client()
                .post(
                        "/v1/snapshots",
                        "{\"instance\":\"" + instance + "\",\"name\":\"" + name + "\"}",
                        "Prefer",
                        "wait=30")
                .succeeded();
    }

    @Test
    void aSnapshotIsWorkOfItsMachine() {
        snapshot("a", "one");

        var snapshot = API.client(1).get("/v1/snapshots/one").is(200);
        assertThat(snapshot.text("/status")).isEqualTo("ready");
        String machine = API.client().get("/v1/instances/a").text("/id");
        assertThat(snapshot.text("/instance")).isEqualTo(machine);
        assertThat(API.client().get("/v1/snapshots?instance=a").json().path("items"))
                .hasSize(1);
        assertThat(API.client().get("/v1/snapshots?instance=b&name=one").json().path("items"))
                .isEmpty();
        assertThat(API.client().get("/v1/instances/a").json().path("snapshots")).hasSize(1);

        var deletion =
                API.client().delete("/v1/snapshots/one", "Prefer", "wait=30").succeeded();

        assertThat(deletion.text("/kind")).isEqualTo("delete_snapshot");
        assertThat(deletion.text("/target/id")).isEqualTo(machine);
        API.client().get("/v1/snapshots/one").isProblem(404);
    }

    @Test
    void aSnapshotNeedsAMachineAndANameOfItsOwn() {
        snapshot("b", "mine");

        API.client()
                .post("/v1/snapshots", "{\"instance\":\"b\",\"name\":\"mine\"}")
                .isProblem(409);
        API.client()
                .post("/v1/snapshots", "{\"instance\":\"c\",\"name\":\"x\"}")
                .isProblem(404);
        var problem = API.client().post("/v1/snapshots", "{\"size\":1}").isProblem(400);
        assertThat(problem.json().path("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/instance", "/name", "/size");
    }

    @Test
    void theDiskOfASnapshotComesInOnlyWhereItIsExpected() throws Exception {
        snapshot("b", "exported");
        API.orc().pause();
        String workUnit = API.client()
                .post("/v1/snapshots/exported/image", "{\"name\":\"made\"}")
                .is(202)
                .text("/id");
        SnapshotToImage asked = (SnapshotToImage) API.tree()
                .node(API.paths().nextWorkUnit(workUnit))
                .orElseThrow()
                .as(WorkUnit.class)
                .request()
                .orElseThrow();
        URI url = URI.create(asked.uploadTo());
        assertThat(asked.image().name()).isEqualTo("made");
        String ticket = ticket(workUnit);
        assertThat(API.client()
                        .put(url.getPath(), TestDisks.qcow2(0, 0))
                        .isProblem(404)
                        .text("/detail"))
                .doesNotContain(workUnit);
        API.client()
                .put(
                        url.getPath(),
                        TestDisks.qcow2(0, 0),
                        AUTHORIZATION,
                        ticket(asked.image().id()))
                .isProblem(404);
        API.client()
                .put(
                        "/v1/work-units/" + asked.image().id() + "/upload",
                        TestDisks.qcow2(0, 0),
                        AUTHORIZATION,
                        ticket(asked.image().id()))
                .isProblem(404);
        API.client()
                .put(url.getPath(), TestDisks.qcow2(512, 0), AUTHORIZATION, ticket)
                .isProblem(422);
        API.client().put(url.getPath(), new byte[512], AUTHORIZATION, ticket).isProblem(422);

        var answer = API.client()
                .put(url.getPath(), TestDisks.qcow2(0, 0), AUTHORIZATION, ticket)
                .is(200);

        ImageFile file =
                Json.read(answer.json().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8), ImageFile.class);
        assertThat(file.format()).isEqualTo("qcow2");
        assertThat(file.size()).isEqualTo(4096);
        assertThat(Path.of(file.path())).hasBinaryContent(TestDisks.qcow2(0, 0));
        assertThat(file.url().orElseThrow())
                .endsWith("/v1/images/" + asked.image().id() + "/files/disk");
        try (var left = Files.list(Path.of(file.path()).getParent())) {
            assertThat(left).as("what was refused is not kept").hasSize(1);
        }
        API.orc().resume();
        API.client().get("/v1/work-units/" + workUnit + "?wait=30").is(200);
        API.client()
                .put(url.getPath(), TestDisks.qcow2(0, 0), AUTHORIZATION, ticket)
                .isProblem(404);
    }

    /** As a compute writes it. */
    private static String ticket(String workUnit) {
        return UploadTicket.header(
                new LookingKey(API.session(), API.paths(), Clock.systemUTC())
                        .get()
                        .join(),
                workUnit,
                Instant.now());
    }
}
