package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quark.common.id.Ids;
import io.quark.common.model.Applied;
import io.quark.common.model.Boot;
import io.quark.common.model.ImageFile;
import io.quark.common.model.ImageFile.Role;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Nic;
import io.quark.common.model.Nic.NicAddress;
import io.quark.common.model.Nic.NicNetwork;
import io.quark.common.model.Segment;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Commit;
import io.quark.compute.config.ComputeConfig;
import io.quark.compute.config.HypervisorKind;
import io.quark.compute.config.LibvirtConfig;
import io.quark.compute.host.LibvirtHosts;
import io.quark.compute.libvirt.CallTimer;
import io.quark.compute.storage.EvictionListener;
import io.quark.compute.testing.Machines;
import io.quark.compute.testing.NetTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
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
class RealGuestIT {

    private static final String GATEWAY = "10.99.77.1";
    private static final String ADDRESS = "10.99.77.5";

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private final String network = Ids.fresh();
    private PrivateLibvirt libvirt;
    private ComputeFixture compute;

    @BeforeEach
    void start() {
        Path images = images();
        assumeTrue(
                Files.exists(images.resolve("tiny-initrd")), "no tiny guest in " + images + ": run scripts/tiny-image");
        libvirt = PrivateLibvirt.start();
        compute = new ComputeFixture(zooKeeper, state)
                .on((config, directory, tree) ->
                        LibvirtHosts.open(onLibvirt(config), directory, tree, CallTimer.NONE, EvictionListener.NONE))
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        if (compute != null) {
            compute.close();
        }
        if (libvirt != null) {
            libvirt.close();
        }
    }

    @Test
    void guestRunsSurvivesLibvirtdAndLeavesNothing() throws Exception {
        Task build = compute.placeBuild(machine(1), 1);
        TaskEnd end = compute.awaitEnd(build);
        assertThat(end.problem()).isEmpty();
        assertThat(end.state()).isEqualTo(State.SUCCEEDED);
        assertThat(libvirt.domains()).containsExactly(build.instance());
        Path console =
                libvirt.storage().resolve("machines").resolve(build.instance()).resolve("console.log");
        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        Files.readString(console, StandardCharsets.ISO_8859_1).contains("quark-tiny: ready"));
        assertThat(Files.readString(console, StandardCharsets.ISO_8859_1))
                .contains("quark-tiny: hostname web-1", "quark-tiny: address " + ADDRESS + "/24");
        await().atMost(Duration.ofSeconds(20)).until(() -> answersPing(ADDRESS));

        libvirt.kill();
        assertThat(answersPing(ADDRESS)).isTrue();
        await().until(() -> compute.process().unreachable().isPresent());
        Task second = compute.placeBuild(machine(2), 1);
        libvirt.startAgain();

        assertThat(compute.awaitEnd(second).state()).isEqualTo(State.SUCCEEDED);
        assertThat(compute.managed(build.instance()).orElseThrow().status()).isEqualTo(MachineStatus.RUNNING);
        assertThat(answersPing(ADDRESS)).isTrue();

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
        assertThat(links()).doesNotContain("qk" + network.substring(network.length() - 10));
        assertThat(answersPing(GATEWAY)).isFalse();
    }

    @Test
    void runningGuestMaySendFromWhatItsInterfaceIsSaidToHaveAtTheMoment() throws Exception {
        NetTree net = new NetTree(
                compute.paths(), ops -> assertThat(compute.commit(ops)).isInstanceOf(Commit.Committed.class));
        String policy = net.policy(50_000);
        Machine machine = under(machine(1), policy);
        assertThat(compute.awaitEnd(compute.placeBuild(machine, 1)).problem()).isEmpty();
        awaitLimit(policy, 1, 50_000);
        await().atMost(Duration.ofMinutes(1)).until(() -> answersPing(ADDRESS));
        net.change(policy, 2, NetTree.limit(20_000));
        awaitLimit(policy, 2, 20_000);
        String run = PrivateLibvirt.virsh(libvirt.uri(), "domid", machine.instance());

        assertThat(compute.awaitEnd(compute.placeUpdate(withAddresses(machine, "10.99.77.9")))
                        .state())
                .isEqualTo(State.SUCCEEDED);
        assertThat(answersPing(ADDRESS)).isFalse();
        assertThat(compute.awaitEnd(compute.placeUpdate(withAddresses(machine, "10.99.77.9", ADDRESS)))
                        .state())
                .isEqualTo(State.SUCCEEDED);
        assertThat(answersPing(ADDRESS)).isTrue();

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
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Applied applied = compute.node(compute.paths().applied(ComputeFixture.HOST))
                    .orElseThrow()
                    .as(Applied.class);
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
        Machine good = machine(1);
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
        assertThat(links()).doesNotContain("qk" + network.substring(network.length() - 10));
    }

    private ComputeConfig onLibvirt(ComputeConfig sim) {
        return new ComputeConfig(
                sim.name(),
                sim.admin(),
                sim.log(),
                sim.fault(),
                sim.endpoint(),
                "",
                sim.zookeeper(),
                HypervisorKind.LIBVIRT,
                new LibvirtConfig(libvirt.uri(), ""),
                sim.sim(),
                sim.net(),
                libvirt.storage().toString(),
                sim.stateDir(),
                sim.reserved(),
                sim.ratios(),
                Map.of(),
                "",
                sim.maxBandwidth(),
                4,
                10,
                0);
    }

    private Machine machine(int number) throws Exception {
        Nic nic = new Nic(
                Ids.fresh(),
                new NicNetwork(network, "web", "bridge", Segment.FLAT, 1500),
                "52:54:00:99:77:0" + number,
                List.of(new NicAddress(
                        "10.99.77." + (4 + number),
                        24,
                        Ids.fresh(),
                        Optional.of(GATEWAY),
                        List.of(),
                        List.of(),
                        false)),
                Optional.empty(),
                List.of());
        return Machine.plain(
                Ids.fresh(),
                "web-" + number,
                "default",
                128,
                1,
                16,
                new Boot(
                        Optional.empty(),
                        List.of(file(Role.KERNEL, "tiny-vmlinuz"), file(Role.INITRD, "tiny-initrd")),
                        Optional.of("console=ttyS0 quiet panic=5 no_timer_check")),
                List.of(nic),
                List.of(),
                Optional.empty(),
                Map.of(),
                0);
    }

    private static ImageFile file(Role role, String name) throws Exception {
        Path path = images().resolve(name);
        byte[] bytes = Files.readAllBytes(path);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        return new ImageFile(role, "raw", bytes.length, sha256, path.toString(), Optional.empty());
    }

    private static Path images() {
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .orElse(System.getProperty("user.home") + "/.cache");
        return Path.of(cache, "quark", "images");
    }

    private static boolean answersPing(String address) throws IOException, InterruptedException {
        return new ProcessBuilder("ping", "-c", "1", "-W", "1", address)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static String links() {
        return String.join(
                " ",
                Optional.ofNullable(Path.of("/sys/class/net").toFile().list())
                        .map(List::of)
                        .orElse(List.of()));
    }
}
