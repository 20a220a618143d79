package io.quark.compute;

import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import io.quark.common.testing.BesideOthers;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.compute.testing.Machines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Killed wherever it writes or acts while it starts by itself a machine that has crashed; what orc asks, {@link ChangesKilledAnywhereIT} walks. */
@BesideOthers
class PowerKilledAnywhereIT {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private ComputeFixture compute;
    private Machine machine;

    static Stream<String> pointsOfAStart() {
        return points("start", "start", "prepare", "start", "limit_network", "resume");
    }

    @BeforeEach
    void prepare() {
        compute = new ComputeFixture(zooKeeper, state);
        machine = Machines.machine(Ids.fresh(), 0, List.of(Machines.kernel()), List.of(Machines.nic(1)));
    }

    @AfterEach
    void close() throws Exception {
        compute.close();
    }

    @ParameterizedTest
    @MethodSource("pointsOfAStart")
    void startOfTheDaemonsOwnIsFinishedByTheNextAndLeavesNoTask(String point) throws Exception {
        compute.startUntil(point);
        compute.awaitEnd(compute.placeBuild(machine, 1));
        compute.host().happen(machine.instance(), MachineStatus.CRASHED);
        await().until(compute::isKilled);
        compute.kill();

        compute.start();

        awaitRunning();
        await().until(() -> compute.children(compute.paths().activeTasks(ComputeFixture.HOST))
                        .size()
                == 1);
    }

    private void awaitRunning() {
        await().until(() ->
                compute.host().runs(machine.instance())); // the record may still be that of before the crash
        await().until(() -> compute.managed(machine.instance())
                .filter(managed -> managed.status() == MachineStatus.RUNNING && managed.wanted() == PowerState.RUNNING)
                .isPresent());
    }

    private static Stream<String> points(String kind, String gate, String... steps) {
        String prefix = "compute." + kind + ".";
        List<String> points = new ArrayList<>();
        points.add(prefix + "taken");
        for (String step : steps) {
            if (step.equals(gate)) {
                points.add(prefix + "gate.before");
                points.add(prefix + "gate.after");
            }
            points.add(prefix + "step." + step + ".before");
            points.add(prefix + "step." + step + ".after");
        }
        points.add(prefix + "end.before");
        points.add(prefix + "end.after");
        return points.stream();
    }
}
