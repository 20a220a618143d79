package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Resources;
import io.quark.common.model.StepRecord;
import io.quark.common.model.Task;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkUnitsTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static String waiting(String name) {
        API.orc().pause();
        return API.client()
                .post("/v1/networks", "{\"name\":\"" + name + "\"}")
                .is(202)
                .text("/id");
    }

    @Test
    void aLongPollEndsWhenTheWorkUnitDoesOnAnyApi() throws Exception {
        String id = waiting("polled");
        var poll = CompletableFuture.supplyAsync(() -> API.client(1).get("/v1/work-units/" + id + "?wait=30"));
        await().until(() -> API.waitingClients(1) == 1);

        API.orc().resume();

        assertThat(poll.get(1, TimeUnit.MINUTES)
                        .succeeded()
                        .json()
                        .path("progress")
                        .asDouble())
                .isEqualTo(1);
    }

    @Test
    void aLongPollEndsWhenItsTimeIsUp() {
        String id = waiting("slow");

        long begin = System.nanoTime();
        var answer = API.client().get("/v1/work-units/" + id + "?wait=1").is(200);

        assertThat(answer.text("/state")).isEqualTo("accepted");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(System.nanoTime() - begin).isBetween(900_000_000L, 30_000_000_000L);
    }

    @Test
    void manyClientsWaitWithoutHoldingThreads() throws Exception {
        String id = waiting("popular");
        ExecutorService users = Executors.newFixedThreadPool(300);
        List<CompletableFuture<Client.Answer>> polls = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            polls.add(
                    CompletableFuture.supplyAsync(() -> API.client().get("/v1/work-units/" + id + "?wait=60"), users));
        }
        await().until(() -> API.waitingClients(0) == 300);

        assertThat(API.client().get("/v1/orcs").status()).isEqualTo(200);
        API.orc().resume();

        for (var poll : polls) {
            assertThat(poll.get(1, TimeUnit.MINUTES).text("/state")).isEqualTo("succeeded");
        }
        users.shutdownNow();
    }

    @Test
    void aWorkUnitThatIsNotThereIsNotFound() {
        API.client().get("/v1/work-units/" + Ids.fresh()).isProblem(404);
        API.client().get("/v1/work-units/nonsense").isProblem(404);
        API.client().get("/v1/work-units/" + Ids.fresh() + "?wait=61").isProblem(400);
    }

    @Test
    void aWaitingWorkUnitCanBeCancelledAndAnEndedOneNot() {
        String id = waiting("unwanted");

        API.client().post("/v1/work-units/" + id + "/cancel", "").is(202);
        API.client(1).post("/v1/work-units/" + id + "/cancel", "").is(202);
        API.orc().resume();

        assertThat(API.client().get("/v1/work-units/" + id + "?wait=30").text("/state"))
                .isEqualTo("cancelled");
        assertThat(API.tree().node(API.paths().cancel(id))).isEmpty();
        API.client().post("/v1/work-units/" + id + "/cancel", "").is(202);
        String done = API.client()
                .post("/v1/networks", "{\"name\":\"finished\"}", "Prefer", "wait=30")
                .succeeded()
                .text("/id");
        API.client().post("/v1/work-units/" + done + "/cancel", "").isProblem(409);
        assertThat(API.tree().node(API.paths().cancel(done))).isEmpty();
    }

    @Test
    void workUnitsAreListedNewestFirstAndFiltered() {
        for (String name : List.of("first", "second", "third")) {
            API.client()
                    .post("/v1/networks", "{\"name\":\"" + name + "\"}", "Prefer", "wait=30", "Quark-Project", "listed")
                    .succeeded();
        }
        waiting("open");

        var all = API.client(1)
                .get("/v1/work-units?project=listed&fields=target,state")
                .is(200);
        assertThat(all.json().path("items").findValuesAsText("name")).containsExactly("third", "second", "first");
        var page = API.client(1).get("/v1/work-units?project=listed&limit=2");
        assertThat(API.client()
                        .get("/v1/work-units?project=listed&limit=2&page_token=" + page.text("/next_page_token"))
                        .json()
                        .path("items")
                        .findValuesAsText("name"))
                .containsExactly("first");
        assertThat(API.client()
                        .get("/v1/work-units?state=accepted&kind=create_network")
                        .json()
                        .path("items"))
                .isNotEmpty();
        assertThat(API.client()
                        .get("/v1/work-units?target=second&project=*")
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void theStepsThatAComputeHasMadeAreShownWhileItWorks() {
        String id = waiting("driven");
        WorkUnit accepted =
                API.tree().node(API.paths().nextWorkUnit(id)).orElseThrow().as(WorkUnit.class);
        String task = Ids.fresh();
        WorkUnit running = accepted.change()
                .running(Instant.now())
                .placement(Optional.of(new WorkUnit.Placement("c7", task)))
                .attempts(1)
                .steps(
                        List.of(new WorkUnit.Step("place", "orc", Instant.now(), 3)),
                        List.of("allocate_network", "define", "start"))
                .explain(new WorkUnit.Explanation(9, Map.of("capacity", 8), Optional.of("most room")))
                .build();
        Task working = Task.placed(
                        task, TaskKind.BUILD, id, accepted.target().id(), 0, 1, 1, Resources.NONE, Optional.empty())
                .birthed(Instant.now(), List.of("define", "start"))
                .progressed(Map.of("allocate_network", new StepRecord(Instant.now(), 12)), List.of("define", "start"));
        API.tree()
                .commit(
                        Op.delete(API.paths().nextWorkUnit(id), Op.ANY_VERSION),
                        Op.create(API.paths().activeWorkUnit(id), running),
                        Op.createEmpty(API.paths().compute("c7")),
                        Op.createEmpty(API.paths().activeTasks("c7")),
                        Op.create(API.paths().activeTask("c7", task), working));
        API.client().get("/v1/computes").is(200); // the view has caught up

        var work = API.client().get("/v1/work-units/" + id).is(200);

        assertThat(work.json().path("steps_completed").findValuesAsText("name"))
                .containsExactly("place", "allocate_network");
        assertThat(work.text("/steps_completed/1/where")).isEqualTo("c7");
        assertThat(work.json().path("steps_left").toString()).isEqualTo("[\"define\",\"start\"]");
        assertThat(work.json().path("progress").asDouble()).isEqualTo(0.5);
        assertThat(work.text("/placement/compute")).isEqualTo("c7");
        var why =
                API.client().get("/v1/work-units/" + id + "/explain?compute=c8").is(200);
        assertThat(why.json().at("/removed/capacity").asInt()).isEqualTo(8);
        assertThat(why.text("/compute/verdict")).isEqualTo("unknown");
        var compute = API.client().get("/v1/computes/c7").is(200);
        assertThat(compute.text("/state")).isEqualTo("down");
        assertThat(compute.text("/tasks/0/id")).isEqualTo(task);
    }

    @Test
    void aWorkUnitIsFollowedAsAStreamUntilItEnds() throws Exception {
        String id = waiting("streamed");
        try (var stream = API.client(1).events("/v1/work-units/" + id + "/events")) {
            byte[] begin = stream.readNBytes(20); // the stream has begun before the work unit goes on
            API.orc().resume();

            String rest = new String(stream.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(begin).hasSize(20);
            assertThat(rest).contains("\"state\":\"accepted\"").contains("\"state\":\"succeeded\"");
        }
    }
}
