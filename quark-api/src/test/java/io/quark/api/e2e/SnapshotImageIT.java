package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.local.ClusterPlan;
import io.quark.api.local.LocalCluster;
import io.quark.common.model.Task;
import io.quark.common.testing.BesideOthers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A snapshot becomes an image while somebody changes his mind, or the api dies. Simulated machines, slow enough for that; a real one: DiskStoryIT. */
@BesideOthers
class SnapshotImageIT {

    private static final String API = LocalCluster.API + "-1";

    private static final int TRIES = 5;

    private static Quark quark;

    @BeforeAll
    static void start() throws IOException {
        quark = Quark.start(ClusterPlan.simulated(1).orcs(1).with("compute", "sim.step_ms", "1000"));
        quark.registerBlank();
        quark.succeeded(quark.rest()
                .post(
                        "/v1/instances",
                        Rest.object()
                                .put("name", "a")
                                .put("image", Quark.BLANK)
                                .put("ram", 128)
                                .put("cpu", 1)));
        quark.succeeded(quark.rest()
                .post("/v1/snapshots", Rest.object().put("instance", "a").put("name", "then")));
    }

    @AfterAll
    static void stop() throws IOException {
        if (quark != null) {
            quark.close();
        }
    }

    @Test
    void whatIsCancelledLeavesNoImageAndItsNameFree() throws IOException {
        String state = cancelled("unwanted");
        for (int again = 0; state.equals("succeeded") && again < TRIES; again++) { // it was too late
            quark.succeeded(quark.rest().delete("/v1/images/unwanted"));
            state = cancelled("unwanted");
        }

        assertThat(state).isEqualTo("cancelled");
        assertThat(quark.rest().get("/v1/images/unwanted").status()).isEqualTo(404);
        assertThat(quark.findingsAtRest()).isEmpty();
        quark.succeeded(makeImage("unwanted"));
    }

    private static String cancelled(String image) throws IOException {
        Rest.Answer asked = flattening(image);
        quark.rest().post("/v1/work-units/" + asked.id() + "/cancel", "");
        return quark.done(asked).path("state").asText();
    }

    @Test
    void apiThatDiesBeforeTheDataIsThereGetsItWhenItIsBack() throws IOException {
        Rest.Answer asked = flattening("kept");

        quark.cluster().process(API).kill();
        quark.cluster().restart(API);

        JsonNode work = quark.succeeded(asked);
        assertThat(work.at("/result/image").asText()).isNotEmpty();
        JsonNode image = quark.rest().get("/v1/images/kept").json();
        assertThat(image.path("status").asText()).isEqualTo("ready");
        assertThat(image.at("/files/0/sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(quark.findingsAtRest()).isEmpty();
    }

    @Test
    void whoReadsTheTreeCannotSendTheData() throws IOException {
        Rest.Answer asked = flattening("guarded");

        String tree = quark.rest().get("/v1/tree?path=/computes&depth=4").text();

        String url = "/v1/work-units/" + asked.id() + "/upload";
        assertThat(tree).contains(url);
        Rest.Answer refused = quark.rest().send("PUT", url, "not a disk", "Content-Type", "application/octet-stream");
        assertThat(refused.status()).isEqualTo(404);
        quark.succeeded(asked);
    }

    private static Rest.Answer makeImage(String name) {
        Rest.Answer asked = quark.rest()
                .postUntilAnswered("/v1/snapshots/then/image", Rest.object().put("name", name));
        assertThat(asked.status()).as(asked.text()).isEqualTo(202);
        return asked;
    }

    /** Asks for an image, and is back while its data is being made; where this machine was too busy to see that, it asks again. */
    private static Rest.Answer flattening(String name) throws IOException {
        for (int tries = 0; tries < TRIES; tries++) {
            Rest.Answer asked = makeImage(name);
            if (isSeenFlattening(asked)) {
                return asked;
            }
            quark.succeeded(asked);
            quark.succeeded(quark.rest().delete("/v1/images/" + name));
        }
        throw new AssertionError("a snapshot becomes an image too fast to be seen");
    }

    private static boolean isSeenFlattening(Rest.Answer asked) {
        AtomicBoolean seen = new AtomicBoolean();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> {
                    seen.set(quark.tree().records("/quark/computes/*/active_tasks/*", Task.class).values().stream()
                            .anyMatch(task -> task.workUnit().equals(asked.id()) && !task.hasEnded()));
                    return seen.get()
                            || quark.tree()
                                            .paths("/quark/orc/shards/*/done/*/" + asked.id())
                                            .size()
                                    == 1;
                });
        return seen.get();
    }
}
