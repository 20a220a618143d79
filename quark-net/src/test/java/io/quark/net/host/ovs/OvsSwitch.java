package io.quark.net.host.ovs;

import io.quark.net.host.NetworkNamespace;
import io.quark.net.host.ProcessRunner;
import io.quark.net.host.SystemProcessRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** An Open vSwitch of a test's own: its processes in a network namespace, its files and sockets in a directory that goes with it. */
final class OvsSwitch implements AutoCloseable {

    private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final ProcessRunner runner = new SystemProcessRunner();
    private final NetworkNamespace namespace;
    private final Path directory;

    private OvsSwitch(NetworkNamespace namespace, Path directory) {
        this.namespace = namespace;
        this.directory = directory;
    }

    /** Starts one; where there is no Open vSwitch the test is skipped. */
    static OvsSwitch start(NetworkNamespace namespace) {
        Assumptions.assumeTrue(Files.exists(SCHEMA), "Open vSwitch is not installed");
        try {
            OvsSwitch ovs = new OvsSwitch(namespace, Files.createTempDirectory("quark-ovs-"));
            ovs.startDatabase();
            ovs.startSwitch();
            return ovs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private void startDatabase() {
        run("ovsdb-tool", "create", file("conf.db"), SCHEMA.toString());
        daemon("ovsdb-server", file("conf.db"), "--remote=punix:" + file("db.sock"));
        vsctl("--no-wait", "init");
    }

    private void startSwitch() {
        daemon("ovs-vswitchd", "unix:" + file("db.sock"));
    }

    private void daemon(String program, String... words) {
        List<String> all = new ArrayList<>(List.of("env", "OVS_RUNDIR=" + directory, program));
        all.addAll(Arrays.asList(words));
        all.addAll(List.of(
                "--pidfile=" + file(program + ".pid"),
                "--unixctl=" + file(program + ".ctl"),
                "--log-file=" + file(program + ".log"),
                "--detach",
                "-vconsole:off"));
        requireSuccess(namespace.run(all.toArray(String[]::new)));
    }

    /** As after a crash: flows and meters are gone, the database stays. */
    void restart() {
        stop("ovs-vswitchd");
        startSwitch();
    }

    private void stop(String program) {
        Path file = directory.resolve(program + ".pid");
        if (!Files.exists(file)) {
            return;
        }
        try {
            Optional<ProcessHandle> process =
                    ProcessHandle.of(Long.parseLong(Files.readString(file).strip()));
            process.ifPresent(handle -> {
                handle.destroyForcibly();
                handle.onExit().join();
            });
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The driver for it. */
    OvsDriver driver(Settings settings) {
        return OvsProvider.driver(
                new Vsctl(runner, List.of("ovs-vsctl", "--db=unix:" + file("db.sock"))),
                ofctl(),
                namespace.ip(),
                namespace,
                settings);
    }

    Ofctl ofctl() {
        return new Ofctl(runner, List.of("ovs-ofctl"), directory.toString());
    }

    String vsctl(String... words) {
        List<String> all = new ArrayList<>(List.of("ovs-vsctl", "--timeout=50", "--db=unix:" + file("db.sock")));
        all.addAll(Arrays.asList(words));
        return run(all.toArray(String[]::new));
    }

    /** The flows of a bridge in a fixed order, without what is counted. */
    String flows(String bridge) {
        return run(
                        "ovs-ofctl",
                        "-O",
                        "OpenFlow14",
                        "--no-stats",
                        "--no-names",
                        "dump-flows",
                        "unix:" + file(bridge + ".mgmt"))
                .lines()
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    /** Adds a device as libvirt does. */
    void plug(String bridge, String device) {
        vsctl("--if-exists", "del-port", device, "--", "add-port", bridge, device);
    }

    String appctl(String... words) {
        List<String> all = new ArrayList<>(List.of("ovs-appctl", "-t", file("ovs-vswitchd.ctl")));
        all.addAll(Arrays.asList(words));
        return run(all.toArray(String[]::new));
    }

    Set<String> bridges() {
        return Set.copyOf(vsctl("list-br").lines().toList());
    }

    private String run(String... command) {
        return requireSuccess(runner.run(List.of(command), TIMEOUT));
    }

    private static String requireSuccess(ProcessRunner.Outcome outcome) {
        Assertions.assertThat(outcome.exit()).as(outcome.err()).isZero();
        return outcome.out();
    }

    @Override
    public void close() {
        stop("ovs-vswitchd");
        stop("ovsdb-server");
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
