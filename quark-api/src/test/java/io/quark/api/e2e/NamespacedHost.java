package io.quark.api.e2e;

import io.quark.api.local.HostPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A hypervisor that is only a network, a mount and a UTS namespace of this machine: with its own libvirtd, directories, host name, machine
 * id and boot id, and one cable to the {@link Underlay}. It can be switched off and on.
 */
final class NamespacedHost {

    /** Its own, bound over the machine's. */
    private static final List<String> DIRECTORIES =
            List.of("/run", "/var/lib/libvirt", "/etc/libvirt", "/var/log/libvirt", "/var/cache/libvirt");

    private static final Path QEMU_PROBED = Path.of("/var/cache/libvirt/qemu/capabilities");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Underlay underlay;
    private final Namespace namespace;
    private final String name;
    private final String address;
    private final Path home;

    /** @param number distinct on its underlay, from 1 */
    NamespacedHost(Underlay underlay, int number, Path home) {
        this.underlay = underlay;
        this.name = "h" + number;
        this.namespace = underlay.namespaceOf(name);
        this.address = Underlay.address(10 + number);
        this.home = home;
    }

    String name() {
        return name;
    }

    /** Its address on the underlay, without a prefix. */
    String address() {
        return address;
    }

    Namespace namespace() {
        return namespace;
    }

    /** At which other hosts' libvirtds reach its own. */
    String libvirtUri() {
        return "qemu+tcp://" + address + "/system";
    }

    HostPlan plan(Map<String, String> settings) {
        return new HostPlan(name, List.of("/bin/sh", enter().toString()), settings);
    }

    /** Writes down what is the same each time it is switched on. */
    void install() throws IOException {
        for (String directory : DIRECTORIES) {
            Files.createDirectories(Path.of(home + directory));
        }
        write("machine-id", UUID.randomUUID().toString().replace("-", ""));
        write(
                "etc/libvirt/libvirtd.conf",
                String.join(
                        "\n",
                        "host_uuid = \"" + UUID.randomUUID() + "\"",
                        "listen_tls = 0",
                        "listen_tcp = 1",
                        "auth_tcp = \"none\"", // nobody else is on the underlay
                        "listen_addr = \"" + address + "\""));
        write("enter", "exec nsenter -t $(cat " + home + "/pid) -m -u -n -- \"$@\"");
        write("hold", String.join("\n", holder()));
        copyWhatLibvirtKnowsOfQemu();
        try (Stream<Path> files = Files.walk(home)) {
            files.filter(Files::isDirectory)
                    .forEach(directory -> directory.toFile().setExecutable(true, false));
        }
    }

    private List<String> holder() {
        List<String> lines = new ArrayList<>(List.of("set -e", "hostname " + name, "mount --make-rprivate /"));
        for (String directory : DIRECTORIES) {
            lines.add("mount --bind " + home + directory + " " + directory);
        }
        lines.add("[ ! -e /etc/machine-id ] || mount --bind " + home + "/machine-id /etc/machine-id");
        lines.add("mount --bind " + home + "/boot-id /proc/sys/kernel/random/boot_id");
        lines.add("echo $$ >" + home + "/pid.new");
        lines.add("mv " + home + "/pid.new " + home + "/pid");
        lines.add("exec sleep infinity");
        return lines;
    }

    /** Asking QEMU takes libvirt some seconds, which each host would spend anew. It checks whether what it remembers still fits. */
    private void copyWhatLibvirtKnowsOfQemu() throws IOException {
        if (!Files.isDirectory(QEMU_PROBED)) {
            return;
        }
        Path own = Files.createDirectories(Path.of(home + QEMU_PROBED.toString()));
        try (Stream<Path> files = Files.list(QEMU_PROBED)) {
            for (Path file : files.toList()) {
                Files.copy(file, own.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Boots it as far as its libvirtd: no quark-compute yet. Everything below /run is gone, as after any boot. */
    void switchOn() throws IOException {
        Files.deleteIfExists(home.resolve("pid"));
        Quark.deleteAll(Path.of(home + "/run"));
        Files.createDirectory(Path.of(home + "/run"));
        write("boot-id", UUID.randomUUID().toString());
        namespace.add();
        underlay.connect(this);
        new ProcessBuilder(
                        "setsid", "ip", "netns", "exec", namespace.name(), "unshare", "-m", "-u", "sh", home + "/hold")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("hold.log").toFile())
                .start();
        Awaitility.await(name + " is there: " + home + "/hold.log")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Files.exists(home.resolve("pid")));
        run("virtlogd", "-d");
        startLibvirtd();
    }

    /** Cuts its power: its guests, its daemons and its devices are gone at once, its disks stay. */
    void switchOff() {
        underlay.disconnect(this);
        namespace.remove();
    }

    void startLibvirtd() {
        run("libvirtd", "-d", "--listen");
    }

    void awaitLibvirt() {
        Awaitility.await("libvirtd of " + name)
                .atMost(PATIENCE)
                .until(() ->
                        run("virsh", "-q", "-c", "qemu:///system", "version").exit() == 0);
    }

    /** Runs a program on it. */
    Libvirt.Result run(String... command) {
        return Libvirt.run(launched(command));
    }

    /** Starts a program on it that goes on. */
    Process start(Path output, String... command) throws IOException {
        return new ProcessBuilder(launched(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private String[] launched(String... command) {
        return Stream.concat(Stream.of("/bin/sh", enter().toString()), Stream.of(command))
                .toArray(String[]::new);
    }

    /** The ids of the machines that run on it. */
    List<String> machines() {
        return run("virsh", "-q", "-c", "qemu:///system", "list", "--uuid").lines();
    }

    private Path enter() {
        return home.resolve("enter");
    }

    private void write(String file, String text) throws IOException {
        Path path = home.resolve(file);
        Files.writeString(path, text + "\n", StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    }
}
