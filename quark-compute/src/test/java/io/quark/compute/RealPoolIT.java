package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.testing.BesideOthers;
import io.quark.compute.hypervisor.DiskSource;
import io.quark.compute.hypervisor.Pool;
import io.quark.compute.libvirt.CallTimer;
import io.quark.compute.libvirt.LibvirtHypervisor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes in storage pools of a real libvirt, without a guest; RealDiskIT has one that uses such a volume. */
@BesideOthers
class RealPoolIT {

    private static final long MIB = 1024 * 1024;

    @TempDir
    private static Path temporary;

    private static PrivateLibvirt libvirt;
    private static LibvirtHypervisor hypervisor;

    private final String volume = Ids.fresh();

    @BeforeAll
    static void start() {
        libvirt = PrivateLibvirt.start();
        hypervisor = new LibvirtHypervisor(libvirt.uri(), "c1", "tree", temporary, CallTimer.NONE);
        hypervisor.open();
        await().until(() -> hypervisor.unreachable().isEmpty());
    }

    @AfterAll
    static void stop() throws IOException {
        if (libvirt != null) {
            hypervisor.close();
            libvirt.close();
        }
    }

    @Test
    void directoryHoldsThinVolumesBesideWhatOthersKeepThere() throws Exception {
        Path directory = libvirt.definePool("dir", "dir", "");
        Path strangers = Files.writeString(directory.resolve("quark-of-somebody.qcow2"), "not Quark's");
        Pool pool = hypervisor.pool("dir"); // it was never started

        grownAndRemoved(pool, directory);

        assertThat(strangers).hasContent("not Quark's");
        assertThat(names(directory)).containsExactly("quark-of-somebody.qcow2");
        assertThat(PrivateLibvirt.virsh(libvirt.uri(), "pool-list"))
                .as("the pool itself stays")
                .contains(" dir ");
    }

    @Test
    void volumeThatWasLeftInTheMiddleIsMadeAnew() throws Exception {
        Path directory = libvirt.definePool("half", "dir", "");
        Pool pool = hypervisor.pool("half");
        Path file = directory.resolve("quark-" + volume + ".qcow2");
        Files.createFile(file);

        pool.create(volume, 8).join();

        assertThat(info(file).path("virtual-size").asLong()).isEqualTo(8 * MIB);
        pool.remove(volume).join();
    }

    @Test
    void fileSystemIsMountedWhereItIsNeeded() throws Exception {
        Path disk = temporary.resolve("ext4");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(16 * MIB);
        }
        run("mkfs.ext4", "-q", disk.toString());
        String device = runIfItCan("losetup", "--find", "--show", disk.toString());
        assumeThat(device).as("a loop device").startsWith("/dev/loop");
        try {
            Path target = libvirt.definePool("fs", "fs", device);

            Pool pool = hypervisor.pool("fs");
            DiskSource made = pool.create(volume, 8).join();

            assertThat(made.where()).isEqualTo(target + "/quark-" + volume + ".qcow2");
            assertThat(names(target)).as("here it is not mounted").isEmpty();
            pool.grow(volume, 64, false).join();
            assertThat(pool.has(volume).join()).isTrue();
            pool.remove(volume).join();
            assertThat(pool.has(volume).join()).isFalse();
        } finally {
            PrivateLibvirt.virsh(libvirt.uri(), "pool-destroy", "fs");
            run("losetup", "--detach", device);
        }
    }

    private void grownAndRemoved(Pool pool, Path directory) throws Exception {
        Path file = directory.resolve("quark-" + volume + ".qcow2");
        assertThat(pool.has(volume).join()).isFalse();

        assertThat(pool.create(volume, 1024).join()).isEqualTo(new DiskSource.InFile(file.toString(), "qcow2"));

        assertThat(info(file).at("/format-specific/data/compat").asText())
                .as("QEMU can give back what guests discard")
                .isEqualTo("1.1");
        assertThat(Files.size(file)).isLessThan(MIB);
        pool.grow(volume, 2048, false).join();
        pool.grow(volume, 1024, false).join();
        pool.create(volume, 1024).join();
        assertThat(info(file).path("virtual-size").asLong()).isEqualTo(2048 * MIB);
        pool.remove(volume).join();
        pool.remove(volume).join();
        assertThat(pool.has(volume).join()).isFalse();
    }

    private static JsonNode info(Path disk) throws Exception {
        String text = run("qemu-img", "info", "--output=json", "-f", "qcow2", disk.toString());
        return Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String run(String... command) throws Exception {
        String said = runIfItCan(command);
        assertThat(said).as(String.join(" ", command)).doesNotStartWith("failed");
        return said;
    }

    private static String runIfItCan(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? said : "failed: " + said;
    }
}
