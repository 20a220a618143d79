package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.model.Applied;
import io.quark.common.model.Boot;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Nic;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.testing.BesideOthers;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Commit;
import io.quark.compute.testing.Machines;
import io.quark.compute.testing.NetTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The daemon with a real libvirt, a real QEMU and the tiny guest. */
@BesideOthers
class RealGuestIT {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private RealHost host;
    private PrivateLibvirt libvirt;
    private ComputeFixture compute;
    private String address;

    @BeforeEach
    void start() throws Exception {
        host = RealHost.start(zooKeeper, state);
        libvirt = host.libvirt();
        compute = host.compute();
        address = host.address(1);
    }

    @AfterEach
    void stop() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void guestRunsSurvivesLibvirtdAndLeavesNothing() throws Exception {
        Machine machine = host.machine(1);
        Task build = compute.placeBuild(machine, 1);
        TaskEnd end = compute.awaitEnd(build);
        assertThat(end.problem()).isEmpty();
        assertThat(end.state()).isEqualTo(State.SUCCEEDED);
        assertThat(libvirt.domains()).containsExactly(build.instance());
        host.awaitBoots(machine, 1);
        assertThat(host.console(machine))
                .contains("quark-tiny: hostname web-1", "quark-tiny: address " + address + "/24");
        host.awaitPing(address);

        libvirt.kill();
        host.awaitPing(address);
        await().until(() -> compute.process().unreachable().isPresent());
        Task second = compute.placeBuild(host.machine(2), 1);
        libvirt.startAgain();

        assertThat(compute.awaitEnd(second).state()).isEqualTo(State.SUCCEEDED);
        assertThat(compute.managed(build.instance()).orElseThrow().status()).isEqualTo(MachineStatus.RUNNING);
        host.awaitPing(address);

        PrivateLibvirt.virsh(libvirt.uri(), "destroy", second.instance());
        await().until(() -> compute.managed(second.instance())
                .filter(managed -> managed.status() == MachineStatus.STOPPED)
                .isPresent());

        for (Task task : List.of(build, second)) {
            assertThat(compute.awaitEnd(compute.placeDelete(task.instance())).state())
                    .isEqualTo(State.SUCCEEDED);
        }
        assertThat(libvirt.domains()).isEmpty();
        try (Stream<Path> left = Files.list(libvirt.storage().resolve("machines"))) {
            assertThat(left).isEmpty();
        }
        assertThat(host.hasBridge()).isFalse();
        assertThat(RealHost.answersPing(host.gateway())).isFalse();
    }

    @Test
    void runningGuestMaySendFromWhatItsInterfaceIsSaidToHaveAtTheMoment() throws Exception {
        NetTree net = new NetTree(
                compute.paths(), ops -> assertThat(compute.commit(ops)).isInstanceOf(Commit.Committed.class));
        String policy = net.policy(50_000);
        Machine machine = under(host.machine(1), policy);
        assertThat(compute.awaitEnd(compute.placeBuild(machine, 1)).problem()).isEmpty();
        awaitLimit(policy, 1, 50_000);
        host.awaitPing(address);
        net.change(policy, 2, NetTree.limit(20_000));
        awaitLimit(policy, 2, 20_000);
        String run = PrivateLibvirt.virsh(libvirt.uri(), "domid", machine.instance());

        assertThat(compute.awaitEnd(compute.placeUpdate(withAddresses(machine, host.address(5))))
                        .state())
                .isEqualTo(State.SUCCEEDED);
        assertThat(RealHost.answersPing(address)).isFalse();
        assertThat(compute.awaitEnd(compute.placeUpdate(withAddresses(machine, host.address(5), address)))
                        .state())
                .isEqualTo(State.SUCCEEDED);
        host.awaitPing(address);

        assertThat(PrivateLibvirt.virsh(libvirt.uri(), "domid", machine.instance()))
                .isEqualTo(run);
        assertThat(compute.awaitEnd(compute.placeDelete(machine.instance())).state())
                .isEqualTo(State.SUCCEEDED);
    }

    private static Machine under(Machine machine, String policy) {
        Nic nic = machine.nics().get(0);
        return Machines.with(
                machine,
                new Nic(nic.port(), nic.network(), nic.mac(), nic.addresses(), Optional.of(policy), List.of()));
    }

    /** As the kernel was read. */
    private void awaitLimit(String policy, int revision, long kbps) {
        await().untilAsserted(() -> {
            Applied applied = compute.node(compute.paths().applied(ComputeFixture.HOST))
                    .map(node -> node.as(Applied.class))
                    .orElse(Applied.NOTHING);
            assertThat(applied.policies()).containsKey(policy);
            Applied.AppliedPolicy said = applied.policies().get(policy);
            assertThat(said.revision()).isEqualTo(revision);
            assertThat(said.error()).isEmpty();
            assertThat(said.state()).isEqualTo(Applied.State.APPLIED);
            assertThat(said.effective().egress().orElseThrow().kbps()).isEqualTo(kbps);
        });
    }

    private static Machine withAddresses(Machine machine, String... ips) {
        return Machines.with(machine, Machines.with(machine.nics().get(0), ips));
    }

    @Test
    void imageThatIsNotTheOneRegisteredFailsTheBuild() throws Exception {
        Machine good = host.machine(1);
        ImageFile kernel = good.boot().files().get(0);
        ImageFile forged = new ImageFile(
                kernel.role(), kernel.format(), kernel.size(), "0".repeat(64), kernel.path(), Optional.empty());
        Machine bad = Machine.plain(
                good.instance(),
                good.name(),
                good.project(),
                good.ram(),
                good.cpu(),
                good.storage(),
                new Boot(Optional.empty(), List.of(forged), Optional.empty()),
                good.nics(),
                List.of(),
                Optional.empty(),
                Map.of(),
                0);

        TaskEnd end = compute.awaitEnd(compute.placeBuild(bad, 1));

        assertThat(end.state()).isEqualTo(State.FAILED);
        assertThat(end.problem().orElseThrow().detail())
                .contains("allocate_storage", "not the one that was registered");
        assertThat(libvirt.domains()).isEmpty();
        assertThat(host.hasBridge()).isFalse();
    }
}
