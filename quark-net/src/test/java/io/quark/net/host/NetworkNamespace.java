package io.quark.net.host;

import io.quark.common.testing.TestMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/** A network namespace of a test's own, gone with the test. Needs root. */
public final class NetworkNamespace implements Sysctls, AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final ProcessRunner runner = new SystemProcessRunner();
    private final String name =
            TestMark.begin("quark-test-") + UUID.randomUUID().toString().substring(0, 8);

    private NetworkNamespace() {}

    /** Makes one; where that is not allowed the test is skipped, saying why. */
    public static NetworkNamespace open() {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")) && Files.isDirectory(Path.of("/proc/sys/net")),
                "network namespaces need root");
        NetworkNamespace namespace = new NetworkNamespace();
        ProcessRunner.Outcome made = namespace.runner.run(List.of("ip", "netns", "add", namespace.name), TIMEOUT);
        Assumptions.assumeTrue(made.exit() == 0, "no network namespace can be made here: " + made.err());
        return namespace;
    }

    public IpCommand ip() {
        return new IpCommand(runner, List.of("ip", "-n", name));
    }

    BridgeCommand bridge() {
        return new BridgeCommand(runner, List.of("bridge", "-n", name));
    }

    /** A bridge driver for this namespace as if it were a host, without limits. */
    BridgeDriver driver(BridgeSettings settings) {
        NftGuard guard = new NftGuard(nft(), settings.owner());
        return new BridgeDriver(new BridgeDriver.Tools(ip(), bridge(), this, guard, new NoTapLimits()), settings);
    }

    NftCommand nft() {
        return new NftCommand(runner, List.of("ip", "netns", "exec", name, "nft"));
    }

    /** The name that {@code ip netns} has for it. */
    String name() {
        return name;
    }

    /** Joins a device of this namespace to one of the other as if by a cable, both up. The other one gets that MAC. */
    public void cable(String device, NetworkNamespace other, String otherDevice, String mac) {
        ip().run("link", "add", device, "type", "veth", "peer", "name", otherDevice, "netns", other.name);
        other.ip().run("link", "set", "dev", otherDevice, "address", mac);
        ip().run("link", "set", "dev", device, "up");
        other.ip().run("link", "set", "dev", otherDevice, "up");
    }

    TcCommand tc() {
        return new TcCommand(runner, List.of("ip", "netns", "exec", name, "tc"));
    }

    /** Starts a program of Java's inside; its output is for the caller. */
    Process java(Class<?> program, String... arguments) {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        all.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp"));
        all.add(program.getProtectionDomain().getCodeSource().getLocation().getPath());
        all.add(program.getName());
        all.addAll(Arrays.asList(arguments));
        return start(all.toArray(String[]::new));
    }

    /** Starts a program inside; its output is for the caller. */
    public Process start(String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(Arrays.asList(command));
        try {
            return new ProcessBuilder(all)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program inside. */
    public ProcessRunner.Outcome run(String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(Arrays.asList(command));
        return runner.run(all, TIMEOUT);
    }

    @Override
    public Optional<String> get(String path) {
        ProcessRunner.Outcome outcome = run("cat", "/proc/sys/net/" + path);
        return outcome.exit() == 0 ? Optional.of(outcome.out().strip()) : Optional.empty();
    }

    @Override
    public boolean set(String path, String value) {
        return run("sh", "-c", "echo \"$1\" > \"$2\"", "sh", value, "/proc/sys/net/" + path)
                        .exit()
                == 0;
    }

    @Override
    public void close() {
        runner.run(List.of("ip", "netns", "delete", name), TIMEOUT);
    }
}
