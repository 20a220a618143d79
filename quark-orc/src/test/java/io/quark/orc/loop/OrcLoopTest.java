package io.quark.orc.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.model.Instance;
import io.quark.common.model.Problem;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.WorkUnit;
import io.quark.common.model.WorkUnit.State;
import io.quark.orc.testing.ScriptedComputes.Until;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrcLoopTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration GRACE_IS_OVER = Duration.ofSeconds(31);

    private final OrcBed bed = new OrcBed();

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void aBuildEndsWithOneMachineAndItsAddress() {
        bed.hosts("a", "b").start();
        String network = bed.requests.network("web", "10.1.0.0/24");
        String build = bed.requests.build("web-1", network);

        WorkUnit done = done(build);

        assertThat(done.state()).as("%s", done.error()).isEqualTo(State.SUCCEEDED);
        assertThat(done.result()).containsKeys("instance", "compute", "ips");
        assertThat(done.stepsCompleted())
                .extracting(WorkUnit.Step::name)
                .containsExactly("place", "allocate_addresses", "start");
        assertThat(bed.findings()).isEmpty();
        assertThat(bed.computes.started()).containsExactly(bed.requests.instanceOf(build));
    }

    @Test
    void workThatWaitedBeforeTheOrcCameIsDone() {
        bed.hosts("a");
        String build = bed.requests.build("early");

        bed.start();

        assertThat(done(build).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void manyBuildsFillTheHostsAndTheRestFailsHonestly() {
        bed.computes.host("a", 1_000);
        bed.computes.host("b", 1_000);
        bed.start();
        String network = bed.requests.network("web", "10.1.0.0/24");

        List<String> builds = IntStream.range(0, 30)
                .mapToObj(i -> bed.requests.build("web-" + i, network))
                .toList();

        assertThat(builds.stream().map(this::done).map(WorkUnit::state).filter(State.SUCCEEDED::equals))
                .hasSize(20);
        assertThat(builds.stream().map(this::done).flatMap(unit -> unit.error().stream()))
                .hasSize(10)
                .extracting(Problem::type)
                .containsOnly("no-capacity");
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void aDeleteLeavesNothingBehind() {
        bed.hosts("a").start();
        String network = bed.requests.network("web", "10.1.0.0/24");
        String build = bed.requests.build("web-1", network);
        done(build);

        String delete = bed.requests.delete(bed.requests.instanceOf(build));

        assertThat(done(delete).state()).isEqualTo(State.SUCCEEDED);
        assertThat(bed.tree.node(bed.paths.instance(bed.requests.instanceOf(build))))
                .isEmpty();
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void aMachineUnderConstructionCanBeDeleted() {
        bed.hosts("a").start();
        bed.computes.script("a", Until.GATE);
        String build = bed.requests.build("web-1");
        await().atMost(PATIENCE).until(() -> instance(build).isPresent());

        String delete = bed.requests.delete(bed.requests.instanceOf(build));
        await().atMost(PATIENCE)
                .until(() -> !bed.tree.children(bed.paths.nextTasks("a")).isEmpty()
                        || bed.tree.children(bed.paths.activeTasks("a")).size() > 1);
        bed.computes.script("a", Until.END);

        assertThat(done(delete).state()).isEqualTo(State.SUCCEEDED);
        assertThat(done(build).state()).isIn(State.CANCELLED, State.SUCCEEDED);
        assertThat(instance(build)).isEmpty();
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void aCancelledBuildLeavesNothingBehind() {
        bed.hosts("a").start();
        bed.computes.script("a", Until.NOTHING);
        String build = bed.requests.build("web-1", bed.requests.network("web", "10.1.0.0/24"));
        await().atMost(PATIENCE).until(() -> instance(build).isPresent());

        bed.requests.cancel(build);

        assertThat(done(build).state()).isEqualTo(State.CANCELLED);
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void aFailingHostIsLeftForAnother() {
        bed.hosts("a", "b").start();
        bed.computes.builds("a", TaskEnd.State.FAILED);

        for (int i = 0; i < 6; i++) {
            WorkUnit done = done(bed.requests.build("web-" + i));
            assertThat(done.state()).isEqualTo(State.SUCCEEDED);
            assertThat(done.result()).containsEntry("compute", "b");
        }
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void aHostSilentBeforeItTookTheTaskLosesIt() {
        silentAt(Until.NOTHING);
    }

    @Test
    void aHostSilentBeforeTheGateLosesItsTask() {
        silentAt(Until.TAKEN);
    }

    private void silentAt(Until position) {
        bed.hosts("a").start();
        bed.computes.script("a", position);
        String build = bed.requests.build("web-1", bed.requests.network("web", "10.1.0.0/24"));
        await().atMost(PATIENCE)
                .until(() -> position == Until.NOTHING
                        ? !bed.tree.children(bed.paths.nextTasks("a")).isEmpty()
                        : !bed.tree.children(bed.paths.activeTasks("a")).isEmpty());
        bed.hosts("b").awaitReady(2);
        bed.silence("a");
        bed.passes(GRACE_IS_OVER);

        WorkUnit done = done(build);
        bed.computes.revive("a");

        assertThat(done.state()).isEqualTo(State.SUCCEEDED);
        assertThat(done.result()).containsEntry("compute", "b");
        assertThat(done.attempts()).isEqualTo(2);
        assertThat(bed.findings()).isEmpty();
        assertThat(bed.computes.started()).hasSize(1);
    }

    @Test
    void aHostSilentPastTheGateIsWaitedForThenTheBuildFailsAndALateMachineIsAdopted() {
        bed.hosts("a").start();
        bed.computes.script("a", Until.GATE);
        String build = bed.requests.build("web-1", bed.requests.network("web", "10.1.0.0/24"));
        await().atMost(PATIENCE)
                .until(() -> bed.tree.children(bed.paths.activeTasks("a")).stream()
                        .flatMap(task -> bed.tree.node(bed.paths.activeTask("a", task)).stream())
                        .anyMatch(node ->
                                node.as(io.quark.common.model.Task.class).starting()));
        bed.hosts("b").awaitReady(2);
        bed.silence("a");
        bed.passes(GRACE_IS_OVER);
        assertThat(bed.requests.done(build)).isEmpty();
        bed.passes(Duration.ofMinutes(10));

        WorkUnit done = done(build);
        assertThat(done.error()).map(Problem::type).contains("host-silent");
        assertThat(instance(build)).map(Instance::status).contains(Instance.Status.ERROR);

        bed.computes.revive("a");
        await().atMost(PATIENCE)
                .until(() -> instance(build)
                        .filter(i -> i.status() == Instance.Status.ACTIVE)
                        .isPresent());
        assertThat(bed.findings()).isEmpty();
        assertThat(bed.computes.started()).hasSize(1);
    }

    private WorkUnit done(String workUnit) {
        await().atMost(PATIENCE).until(() -> bed.requests.done(workUnit).isPresent());
        return bed.requests.done(workUnit).orElseThrow();
    }

    private java.util.Optional<Instance> instance(String build) {
        return bed.tree.node(bed.paths.instance(bed.requests.instanceOf(build))).map(node -> node.as(Instance.class));
    }
}
