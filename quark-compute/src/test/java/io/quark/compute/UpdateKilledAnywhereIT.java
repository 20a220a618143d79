package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.Nic;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.testing.BesideOthers;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.compute.config.ComputeConfig;
import io.quark.compute.host.HostParts;
import io.quark.compute.host.Hosts;
import io.quark.compute.host.SimHosts;
import io.quark.compute.host.StateDirectory;
import io.quark.compute.nic.NicFiles;
import io.quark.compute.nic.Regulation;
import io.quark.compute.nic.Wired;
import io.quark.compute.nic.Wiring;
import io.quark.compute.testing.Machines;
import io.quark.net.host.Plugin;
import io.quark.net.host.RecordingDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The daemon is killed at each point of an update of a machine's interfaces. Machines are simulated; what is known of their interfaces is kept
 * in files, as on a real host, and the driver outlives the daemon, as the kernel does.
 */
@BesideOthers
class UpdateKilledAnywhereIT {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private final RecordingDriver kernel = new RecordingDriver();
    private final Nic nic = Machines.nic(1);
    private final Machine machine = Machines.machine(Ids.fresh(), 0, List.of(Machines.kernel()), List.of(nic));
    private final Machine changed = Machines.with(machine, Machines.with(nic, "10.20.0.5", "10.20.0.77"));
    private ComputeFixture compute;

    static Stream<String> points() {
        return Stream.concat(
                        Stream.of("plan_network", "update_network", "settle_network")
                                .flatMap(step -> Stream.of("step." + step + ".before", "step." + step + ".after")),
                        Stream.of("taken", "gate.before", "gate.after", "end.before", "end.after"))
                .map("compute.update_nics."::concat);
    }

    @BeforeEach
    void prepare() {
        compute = new ComputeFixture(zooKeeper, state).on(this::open);
    }

    @AfterEach
    void close() throws Exception {
        compute.close();
    }

    @ParameterizedTest
    @MethodSource("points")
    void updateIsFinishedByTheNextDaemonAndRestoredByTheOneAfter(String point) throws Exception {
        Task update = killedAt(point);

        compute.start();

        assertThat(compute.awaitEnd(update).state()).isEqualTo(State.SUCCEEDED);
        assertThat(kernel.addresses(nic.port())).containsExactly("10.20.0.5", "10.20.0.77");
        assertRestored(List.of("10.20.0.5", "10.20.0.77"));
    }

    @ParameterizedTest
    @MethodSource("points")
    void updateThatOrcWithdrawsMeanwhileIsTakenBackUnlessItHadPassedTheGate(String point) throws Exception {
        Task update = killedAt(point);
        boolean pastTheGate = compute.active(update).filter(Task::starting).isPresent();
        if (!pastTheGate) {
            compute.withdraw(update);
        }

        compute.start();

        if (pastTheGate) {
            assertThat(compute.awaitEnd(update).state()).isEqualTo(State.SUCCEEDED);
            assertRestored(List.of("10.20.0.5", "10.20.0.77"));
        } else {
            List<String> before =
                    nic.addresses().stream().map(Nic.NicAddress::ip).toList();
            await().until(() -> new NicFiles(state.resolve("nics"))
                    .of(machine.instance())
                    .filter(Wired.of(machine.nics())::equals)
                    .isPresent());
            await().untilAsserted(() -> assertThat(kernel.addresses(nic.port())).isEqualTo(before));
            assertRestored(before);
        }
        assertThat(compute.managed(machine.instance())).isPresent();
    }

    private Task killedAt(String point) throws IOException {
        compute.startUntil(point);
        compute.awaitEnd(compute.placeBuild(machine, 1));
        Task update = compute.placeUpdate(changed);
        await().until(compute::isKilled);
        compute.kill();
        return update;
    }

    /** By a daemon that is started once more, on a kernel that was. */
    private void assertRestored(List<String> addresses) throws IOException {
        compute.kill();
        compute.start();
        assertThat(kernel.addresses(nic.port())).isEqualTo(addresses);
        assertThat(kernel.calls()).last().isEqualTo(new RecordingDriver.Call(RecordingDriver.What.ATTACH, nic.port()));
    }

    private Hosts open(ComputeConfig config, StateDirectory directory, String tree) throws IOException {
        SimHosts simulated = SimHosts.open(config, directory, tree);
        return new Hosts() {
            @Override
            public HostParts host(String compute) {
                HostParts parts = simulated.host(compute);
                return new HostParts(
                        parts.hypervisor(),
                        parts.storage(),
                        wiring(directory),
                        regulation(),
                        parts.begun(),
                        parts.network());
            }

            @Override
            public void close() {
                simulated.close();
            }
        };
    }

    private Regulation regulation() {
        return new Regulation(plugin(), Runnable::run);
    }

    private Plugin plugin() {
        return new Plugin(Map.of(RecordingDriver.NAME, kernel), Optional.of(RecordingDriver.NAME));
    }

    private Wiring wiring(StateDirectory directory) {
        try {
            return new Wiring(plugin(), new NicFiles(directory.resolve("nics")), Runnable::run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
