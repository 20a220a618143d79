package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import io.quark.api.Api;
import io.quark.api.ApiSettings;
import io.quark.api.Ground;
import io.quark.common.fault.CrashPoints;
import io.quark.common.testing.FakeTree;
import io.quark.common.testing.FakeTreeSession;
import io.quark.common.testing.FakeTreeSession.Fate;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnknownOutcomeTest {

    private final FakeTree tree = new FakeTree();
    private final Paths paths = tree.layOut("/quark");
    private final FakeTreeSession session = tree.session();

    @TempDir
    Path images;

    private Api api;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        api = Api.start(
                ApiSettings.onLoopback(),
                ApiSettings.images(images),
                ApiSettings.net(),
                new Ground(
                        session,
                        paths,
                        CrashPoints.NONE,
                        new MetricRegistry(),
                        Clock.systemUTC(),
                        Duration.ofSeconds(2),
                        List.of()));
        client = new Client(api.url());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private List<String> workUnits() {
        List<String> all = new ArrayList<>();
        for (int shard = 0; shard < paths.shards(); shard++) {
            all.addAll(tree.children(paths.nextWorkUnits(shard)));
        }
        return all;
    }

    private Client.Answer post(String... headers) {
        return client.post("/v1/networks", "{\"name\":\"a\"}", headers);
    }

    @Test
    void whatWasDoneAlthoughItsAnswerWasLostCounts() {
        session.nextCommits(Fate.UNKNOWN_BUT_DONE);

        String id = post().is(202).text("/id");

        assertThat(workUnits()).containsExactly(id);
    }

    @Test
    void withAKeyItCountsAsWell() {
        session.nextCommits(Fate.UNKNOWN_BUT_DONE);

        String id = post("Idempotency-Key", "k").is(202).text("/id");

        assertThat(workUnits()).containsExactly(id);
        assertThat(post("Idempotency-Key", "k").is(202).text("/id")).isEqualTo(id);
    }

    @Test
    void whatWasNotDoneIsDoneAgainOnce() {
        session.nextCommits(Fate.UNKNOWN_AND_NOT_DONE);
        String keyless = post().is(202).text("/id");
        session.nextCommits(Fate.UNKNOWN_AND_NOT_DONE, Fate.UNKNOWN_AND_NOT_DONE);
        String keyed = post("Idempotency-Key", "k").is(202).text("/id");

        assertThat(workUnits()).containsExactlyInAnyOrder(keyless, keyed);
    }

    @Test
    void whatWasDoneAtTheSecondAttemptWithItsAnswerLostCountsOnce() {
        session.nextCommits(Fate.UNKNOWN_AND_NOT_DONE, Fate.UNKNOWN_BUT_DONE);

        String id = post().is(202).text("/id");

        assertThat(workUnits()).containsExactly(id);
    }

    @Test
    void aRequestThatFindsNoZooKeeperIsTurnedAwayAndTellsHowToComeBack() {
        session.suspend();

        var problem = post("Idempotency-Key", "k").isProblem(503);

        assertThat(problem.header("Retry-After")).isNotEmpty();
        assertThat(problem.text("/hint")).contains("same Idempotency-Key");
        session.resume();
        String id = post("Idempotency-Key", "k").is(202).text("/id");
        assertThat(workUnits()).containsExactly(id);
    }

    @Test
    void aShortAbsenceOfZooKeeperIsWaitedFor() throws Exception {
        session.suspend();
        await().until(() -> !api.inSync());
        var request = CompletableFuture.supplyAsync(this::post);
        CompletableFuture.runAsync(session::resume, CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS))
                .get();

        request.get(1, TimeUnit.MINUTES).is(202);
        assertThat(workUnits()).hasSize(1);
    }

    @Test
    void aFullQueueTurnsNewWorkAway() {
        for (int i = 0; i < 4_000; i++) {
            tree.commit(Op.createEmpty(paths.nextWorkUnits(0) + "/" + i));
        }

        // Which shard a request falls into is chance: sooner or later one falls into the full one.
        await().untilAsserted(() -> post().isProblem(503));
    }
}
