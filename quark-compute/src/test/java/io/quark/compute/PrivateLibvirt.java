package io.quark.compute;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quark.common.testing.TestMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A libvirtd with QEMU for this test alone, which it can kill: it runs beside whatever libvirtd the machine has, with
 * directories of its own bound over libvirt's in a mount namespace of its own.
 */
final class PrivateLibvirt implements AutoCloseable {

    private static final List<String> DIRECTORIES =
            List.of("/run/libvirt", "/var/lib/libvirt", "/var/log/libvirt", "/var/cache/libvirt", "/etc/libvirt");

    private static final Path QEMU_PROBED = Path.of("/var/cache/libvirt/qemu/capabilities");

    private final Path home;
    private final Process logDaemon;
    private Process daemon;

    private PrivateLibvirt(Path home) {
        this.home = home;
        copyWhatLibvirtKnowsOfQemu();
        this.logDaemon = run("virtlogd");
        this.daemon = run("libvirtd");
    }

    /** Starts it; skips the test, saying why, where the machine cannot have it. */
    static PrivateLibvirt start() {
        assumeTrue(
                "root".equals(System.getProperty("user.name")), "only root can run a libvirtd of its own: run as root");
        assumeTrue(
                Stream.of("/usr/sbin/libvirtd", "/usr/sbin/virtlogd", "/usr/bin/qemu-system-x86_64", "/usr/bin/unshare")
                        .allMatch(program -> Files.isExecutable(Path.of(program))),
                "no libvirtd, virtlogd, qemu-system-x86_64 or unshare here: scripts/quickstart installs them");
        assumeTrue(Files.exists(Path.of("/dev/net/tun")), "no /dev/net/tun: guests cannot have network cards here");
        PrivateLibvirt libvirt = new PrivateLibvirt(openDirectory());
        await().until(() -> virsh(libvirt.uri(), "version").startsWith("Compiled"));
        return libvirt;
    }

    String uri() {
        return "qemu+unix:///system?socket=" + home.resolve("run/libvirt/libvirt-sock");
    }

    /** A directory that QEMU's user can enter. */
    Path storage() {
        return home.resolve("storage");
    }

    /** Where it keeps what lasts as long as its guests run. */
    Path runtime() {
        return home.resolve("run/libvirt");
    }

    /**
     * Defines a storage pool, which is not started; the directory that it keeps its volumes in.
     *
     * @param device that a pool of type {@code fs} mounts; else empty
     */
    Path definePool(String name, String type, String device) throws IOException {
        Path target = Files.createDirectories(pool(name));
        String source = device.isEmpty() ? "" : "<source><device path='" + device + "'/></source>";
        Path xml = Files.writeString(
                home.resolve(name + ".xml"),
                "<pool type='" + type + "'><name>" + name + "</name>" + source + "<target><path>" + target
                        + "</path></target></pool>");
        virsh(uri(), "pool-define", xml.toString());
        return target;
    }

    /** The directory of a pool. */
    Path pool(String name) {
        return home.resolve("pools").resolve(name);
    }

    /** The UUIDs of all domains. */
    List<String> domains() {
        return virsh(uri(), "list", "--all", "--uuid")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    void kill() throws InterruptedException {
        daemon.destroyForcibly().waitFor();
    }

    void startAgain() {
        daemon = run("libvirtd");
    }

    @Override
    public void close() throws IOException {
        domains().forEach(domain -> virsh(uri(), "destroy", domain));
        // Whoever still makes files there would be in the way of their removal.
        daemon.destroyForcibly().onExit().join();
        logDaemon.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        }
    }

    private static Path openDirectory() {
        try {
            Path home = Files.createTempDirectory(TestMark.begin("quark-libvirt-"));
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
            for (String directory : DIRECTORIES) {
                Files.createDirectories(home.resolve(directory.substring(1)));
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asking QEMU takes libvirt some seconds. It checks whether what it remembers still fits. */
    private void copyWhatLibvirtKnowsOfQemu() {
        if (!Files.isDirectory(QEMU_PROBED)) {
            return;
        }
        try (Stream<Path> files = Files.list(QEMU_PROBED)) {
            Path own = Files.createDirectories(Path.of(home + QEMU_PROBED.toString()));
            for (Path file : files.toList()) {
                Files.copy(file, own.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process run(String program) {
        StringBuilder script = new StringBuilder();
        for (String directory : DIRECTORIES) {
            script.append("mkdir -p ").append(directory).append(" && mount --bind ");
            script.append(home).append(directory).append(' ').append(directory).append(" && ");
        }
        // Where there are huge pages, libvirt finds them by this; it is looked for when libvirtd starts.
        Path pages = home.resolve("hugepages");
        script.append("mkdir -p ").append(pages).append(" && { mount -t hugetlbfs hugetlbfs ");
        script.append(pages).append(" || true; } && ");
        // exec: the process that is killed is the daemon itself.
        script.append("exec ").append(program).append(" --pid-file ").append(home.resolve(program + ".pid"));
        try {
            return new ProcessBuilder("unshare", "-m", "sh", "-c", script.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve(program + ".out").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String virsh(String uri, String... command) {
        List<String> all = new ArrayList<>(List.of("virsh", "-q", "-c", uri));
        all.addAll(List.of(command));
        try {
            Process virsh = new ProcessBuilder(all).redirectErrorStream(true).start();
            String out = new String(virsh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            virsh.waitFor(30, TimeUnit.SECONDS);
            return virsh.exitValue() == 0 ? out : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
