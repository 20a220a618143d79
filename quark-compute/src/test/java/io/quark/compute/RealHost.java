package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quark.common.id.Ids;
import io.quark.common.model.Boot;
import io.quark.common.model.ImageFile;
import io.quark.common.model.ImageFile.Role;
import io.quark.common.model.Machine;
import io.quark.common.model.Nic;
import io.quark.common.model.Nic.NicAddress;
import io.quark.common.model.Nic.NicNetwork;
import io.quark.common.model.Segment;
import io.quark.common.model.Task;
import io.quark.common.testing.TestMark;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.compute.config.ComputeConfig;
import io.quark.compute.config.HypervisorKind;
import io.quark.compute.config.LibvirtConfig;
import io.quark.compute.config.NetConfig;
import io.quark.compute.config.StorageConfig;
import io.quark.compute.host.LibvirtHosts;
import io.quark.compute.libvirt.CallTimer;
import io.quark.compute.storage.EvictionListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A compute with a libvirt, a QEMU and a subnet of its own, and machines of the tiny guest for it: several may run at once. */
final class RealHost implements AutoCloseable {

    private static final String USUAL = "tiny-initrd";
    private static final String WITH_AGENT = "tiny-agent-initrd";

    /** An emulated processor on a busy machine takes its time. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    /** The machine's own network is that of all of them. */
    private static final AtomicInteger SUBNETS = new AtomicInteger(76);

    private final String subnet = "10.99." + SUBNETS.incrementAndGet() + ".";
    private final String network = Ids.fresh();
    private final PrivateLibvirt libvirt;
    private final ComputeFixture compute;
    private final List<String> pools;

    private RealHost(PrivateLibvirt libvirt, ZooKeeperFixture zooKeeper, Path state, List<String> pools) {
        this.libvirt = libvirt;
        this.pools = pools;
        this.compute = new ComputeFixture(zooKeeper, state)
                .promisingEachCpu(4)
                .on((config, directory, tree) ->
                        LibvirtHosts.open(onLibvirt(config), directory, tree, CallTimer.NONE, EvictionListener.NONE));
    }

    /** Starts it; skips the test, saying why, where the machine cannot have it. */
    static RealHost start(ZooKeeperFixture zooKeeper, Path state) throws IOException {
        return start(zooKeeper, state, List.of());
    }

    /** The same with storage pools of type {@code dir}. */
    static RealHost start(ZooKeeperFixture zooKeeper, Path state, List<String> pools) throws IOException {
        Path images = images();
        assumeTrue(Files.exists(images.resolve(WITH_AGENT)), "no tiny guest in " + images + ": run scripts/tiny-image");
        RealHost host = new RealHost(PrivateLibvirt.start(), zooKeeper, state, pools);
        for (String pool : pools) {
            host.libvirt.definePool(pool, "dir", "");
        }
        host.compute.start();
        return host;
    }

    PrivateLibvirt libvirt() {
        return libvirt;
    }

    ComputeFixture compute() {
        return compute;
    }

    /** Builds them at once, and waits until all of them have come up. */
    void run(Machine... machines) {
        List<Task> builds = Stream.of(machines)
                .map(machine -> compute.placeBuild(machine, 1))
                .toList();
        for (Task build : builds) {
            assertThat(compute.awaitEnd(build).problem()).isEmpty();
        }
        for (Machine machine : machines) {
            awaitBoots(machine, 1);
        }
    }

    /** Waits until that machine has come up so often, and insists that it has not more often. */
    void awaitBoots(Machine machine, int times) {
        await().atMost(PATIENCE).until(() -> boots(machine) >= times);
        assertThat(boots(machine)).as("how often it has come up").isEqualTo(times);
    }

    /** How often that machine has come up. */
    int boots(Machine machine) {
        return said(machine, "quark-tiny: ready");
    }

    /** Waits until that machine has said it on its console. */
    void awaitSaid(Machine machine, String words) {
        await().atMost(PATIENCE).until(() -> said(machine, words) > 0);
    }

    /** How often that machine has said it on its console. */
    int said(Machine machine, String words) {
        return console(machine).split(Pattern.quote(words), -1).length - 1;
    }

    /** What virsh says of that machine. */
    String virsh(Machine machine, String command, String... options) {
        List<String> words = new ArrayList<>(List.of(command, machine.instance()));
        words.addAll(List.of(options));
        return PrivateLibvirt.virsh(libvirt.uri(), words.toArray(String[]::new)).strip();
    }

    /** The process of a machine's QEMU. */
    long qemu(Machine machine) throws IOException {
        Path pid = libvirt.runtime().resolve("qemu/quark-" + machine.instance() + ".pid");
        return Long.parseLong(Files.readString(pid).strip());
    }

    /** Ends a machine's QEMU as a crash does. */
    void killQemu(Machine machine) throws IOException {
        ProcessHandle.of(qemu(machine)).orElseThrow().destroyForcibly();
    }

    /** The address of that machine. */
    String address(int number) {
        return subnet + (4 + number);
    }

    /** The address that the host itself has on this test's network. */
    String gateway() {
        return subnet + 1;
    }

    /** What the guest has written to its console so far. */
    String console(Machine machine) {
        Path log = libvirt.storage()
                .resolve("machines")
                .resolve(machine.instance())
                .resolve("console.log");
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return ""; // who writes it has not begun
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Types a line on the machine's serial console, again each second, until that holds. The console stays open
     * meanwhile: QEMU forgets what somebody who has gone has typed, if the guest has not read it yet.
     */
    void typeUntil(Machine machine, String line, BooleanSupplier holds) throws IOException {
        try (SocketChannel channel = console(machine.instance())) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreException(IOException.class) // the guest it was typed to has gone
                    .until(() -> {
                        if (holds.getAsBoolean()) {
                            return true;
                        }
                        channel.write(typed(line));
                        return false;
                    });
        }
    }

    /**
     * Types a line on the machine's serial console, and waits for what the guest says to it.
     *
     * @param until its last word, which the line itself does not contain
     */
    String type(Machine machine, String line, String until) throws IOException {
        try (SocketChannel channel = console(machine.instance())) {
            channel.configureBlocking(false);
            channel.write(typed(line));
            StringBuilder said = new StringBuilder();
            ByteBuffer part = ByteBuffer.allocate(4_096);
            await().atMost(PATIENCE).until(() -> {
                while (channel.read(part.clear()) > 0) {
                    said.append(StandardCharsets.ISO_8859_1.decode(part.flip()));
                }
                return said.indexOf(until) >= 0;
            });
            return said.toString();
        }
    }

    private static ByteBuffer typed(String line) {
        return ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private SocketChannel console(String instance) throws IOException {
        try (Stream<Path> hosts = Files.list(libvirt.storage())) {
            Path sockets = hosts.filter(path -> path.getFileName().toString().startsWith("s-"))
                    .findFirst()
                    .orElseThrow();
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(sockets.resolve(instance).resolve("tty")));
            return channel;
        }
    }

    /** Whether that address answers on this test's network, whatever other networks the machine has. */
    boolean reaches(String address) throws IOException, InterruptedException {
        return ping("-I", bridge(), "-c", "1", "-W", "1", address);
    }

    /** Whether the host has a bridge of this test's network. */
    boolean hasBridge() {
        return links().contains(bridge());
    }

    @Override
    public void close() throws IOException {
        try {
            compute.deleteAll();
        } finally {
            compute.close();
            libvirt.close();
        }
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
                new NetConfig(
                        "",
                        Map.of("bridge.owner", TestMark.owner()),
                        "",
                        Map.of(),
                        sim.net().recheckS()),
                new StorageConfig("", pools),
                libvirt.storage().toString(),
                sim.stateDir(),
                sim.reserved(),
                sim.ratios(),
                Map.of(),
                "",
                sim.maxBandwidth(),
                4,
                10,
                0,
                "");
    }

    /** A machine of 128 MiB with a small disk. */
    Machine machine(int number) throws Exception {
        return machine(number, USUAL);
    }

    /** The same with a QEMU guest agent in its guest. */
    Machine talking(int number) throws Exception {
        return machine(number, WITH_AGENT);
    }

    private Machine machine(int number, String initrd) throws Exception {
        Nic nic = new Nic(
                Ids.fresh(),
                new NicNetwork(network, "web", "bridge", Segment.FLAT, 1500),
                "52:54:00:99:77:0" + number,
                List.of(new NicAddress(
                        address(number), 24, Ids.fresh(), Optional.of(gateway()), List.of(), List.of(), false)),
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
                        List.of(file(Role.KERNEL, "tiny-vmlinuz"), file(Role.INITRD, initrd)),
                        Optional.of("console=ttyS0 quiet panic=5 no_timer_check cryptomgr.notests")),
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

    /** Where scripts/test has it, or else where scripts/tiny-image puts it by itself. */
    private static Path images() {
        Path prepared = Path.of(System.getProperty("quark.home", "."), "target", "tiny-image");
        if (Files.isDirectory(prepared)) {
            return prepared;
        }
        String cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .orElse(System.getProperty("user.home") + "/.cache");
        return Path.of(cache, "quark", "images");
    }

    /** Waits until it answers. */
    void awaitPing(String address) {
        await().atMost(PATIENCE).until(() -> reaches(address));
    }

    static boolean answersPing(String address) throws IOException, InterruptedException {
        return ping("-c", "1", "-W", "1", address);
    }

    private static boolean ping(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ping"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private String bridge() {
        return "qk" + network.substring(network.length() - 10);
    }

    private static String links() {
        return String.join(
                " ",
                Optional.ofNullable(Path.of("/sys/class/net").toFile().list())
                        .map(List::of)
                        .orElse(List.of()));
    }
}
