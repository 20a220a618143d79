package io.quark.compute;

import static io.quark.compute.ComputeFixture.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.testing.BesideOthers;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Op;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The daemon is killed at each point of a task; the next one finds the host as it was left, and finishes it. */
@BesideOthers
class KilledAnywhereIT {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private ComputeFixture compute;

    static Stream<String> pointsOfABuild() {
        return Stream.concat(
                Stream.of(
                                "allocate_network",
                                "allocate_storage",
                                "cloud_init",
                                "define",
                                "allocate_vcpu",
                                "start",
                                "limit_network",
                                "resume")
                        .flatMap(KilledAnywhereIT::aroundStep)
                        .map("compute."::concat),
                Stream.of(
                        "compute.taken",
                        "compute.gate.before",
                        "compute.gate.after",
                        "compute.end.before",
                        "compute.end.after"));
    }

    static Stream<String> pointsOfADelete() {
        return Stream.concat(
                        Stream.of("stop", "undefine", "release_network", "release_storage")
                                .flatMap(KilledAnywhereIT::aroundStep),
                        Stream.of("taken", "end.before", "end.after"))
                .map("compute.delete."::concat);
    }

    @BeforeEach
    void prepare() {
        compute = new ComputeFixture(zooKeeper, state);
    }

    @AfterEach
    void close() throws Exception {
        compute.close();
    }

    @ParameterizedTest
    @MethodSource("pointsOfABuild")
    void buildIsFinishedByTheNextDaemon(String point) throws Exception {
        compute.startUntil(point);
        Task build = compute.placeBuild();
        await().until(compute::isKilled);
        compute.kill();

        compute.start();

        assertThat(compute.awaitEnd(build).state()).isEqualTo(State.SUCCEEDED);
        assertThat(compute.managed(build.instance())).isPresent();
        assertThat(compute.host().domains()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("pointsOfABuild")
    void buildThatOrcWithdrawsMeanwhileLeavesNothingUnlessItHadPassedTheGate(String point) throws Exception {
        compute.startUntil(point);
        Task build = compute.placeBuild();
        await().until(compute::isKilled);
        compute.kill();
        boolean pastTheGate = compute.active(build).filter(Task::starting).isPresent();
        if (!pastTheGate) {
            compute.withdraw(build);
            compute.commit(Op.delete(compute.paths().instance(build.instance()), Op.ANY_VERSION));
        }

        compute.start();

        if (pastTheGate) {
            assertThat(compute.awaitEnd(build).state()).isEqualTo(State.SUCCEEDED);
            assertThat(compute.host().domains()).isEqualTo(1);
        } else {
            await().until(() -> compute.host().domains() == 0 && compute.host().disks() == 0);
            assertThat(compute.managed(build.instance())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("pointsOfABuild")
    void buildThatIsOvertakenMeanwhileLeavesNothing(String point) throws Exception {
        compute.startUntil(point);
        Task build = compute.placeBuild();
        await().until(compute::isKilled);
        compute.kill();
        Task delete = compute.placeDelete(build.instance());

        compute.start();

        assertThat(compute.awaitEnd(delete).state()).isEqualTo(State.SUCCEEDED);
        assertThat(compute.awaitEnd(build).state()).isIn(State.CANCELLED, State.SUCCEEDED);
        assertNothingIsLeft(build);
    }

    @ParameterizedTest
    @MethodSource("pointsOfADelete")
    void deleteIsFinishedByTheNextDaemon(String point) throws Exception {
        compute.startUntil(point);
        Task build = compute.placeBuild();
        compute.awaitEnd(build);
        Task delete = compute.placeDelete(build.instance());
        await().until(compute::isKilled);
        compute.kill();

        compute.start();

        assertThat(compute.awaitEnd(delete).state()).isEqualTo(State.SUCCEEDED);
        assertNothingIsLeft(build);
    }

    private void assertNothingIsLeft(Task build) {
        assertThat(compute.managed(build.instance())).isEmpty();
        assertThat(compute.node(compute.paths().managed(HOST, build.instance())))
                .isEmpty();
        assertThat(compute.host().domains()).isZero();
        assertThat(compute.host().disks()).isZero();
    }

    private static Stream<String> aroundStep(String step) {
        return Stream.of("step." + step + ".before", "step." + step + ".after");
    }
}
