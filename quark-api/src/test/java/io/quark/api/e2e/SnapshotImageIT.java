package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.local.ClusterPlan;
import io.quark.api.local.LocalCluster;
import io.quark.common.testing.BesideOthers;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A snapshot becomes an image while somebody changes his mind, or the api dies. Simulated machines, slow enough for that; a real one: DiskStoryIT. */
@BesideOthers
class SnapshotImageIT {

    private static final String API = LocalCluster.API + "-1";

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
        Rest.Answer asked = makeImage("unwanted");
        awaitFlattening(asked);

        quark.rest().post("/v1/work-units/" + asked.id() + "/cancel", "");

        assertThat(quark.done(asked).path("state").asText()).isEqualTo("cancelled");
        assertThat(quark.rest().get("/v1/images/unwanted").status()).isEqualTo(404);
        assertThat(quark.findingsAtRest()).isEmpty();
        quark.succeeded(makeImage("unwanted"));
    }

    @Test
    void apiThatDiesBeforeTheDataIsThereGetsItWhenItIsBack() throws IOException {
        Rest.Answer asked = makeImage("kept");
        awaitFlattening(asked);

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
        Rest.Answer asked = makeImage("guarded");
        awaitFlattening(asked);

        String tree = quark.rest().get("/v1/tree?path=/computes&depth=4").text();

        String url = "/v1/work-units/" + asked.id() + "/upload";
        assertThat(tree).contains(url);
        Rest.Answer refused = quark.rest().send("PUT", url, "not a disk", "Content-Type", "application/octet-stream");
        assertThat(refused.status()).isEqualTo(404);
        quark.succeeded(asked);
    }

    private static Rest.Answer makeImage(String name) throws IOException {
        return quark.rest().post("/v1/snapshots/then/image", Rest.object().put("name", name));
    }

    private static void awaitFlattening(Rest.Answer asked) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        quark.tree().paths("/quark/computes/*/active_tasks/*").size() == 1);
        assertThat(asked.status()).as(asked.text()).isEqualTo(202);
    }
}
