package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.Managed;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.model.VolumeDisk;
import io.quark.common.testing.ZooKeeperFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Volumes and snapshots of a real guest, proved by what it finds on its disks. */
class RealDiskIT {

    private static final String POOL = "slow-disks";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Says what its disk holds, marks it once, and spoils it as soon as it gets a volume, on which it writes, too. */
    private static final String SCRIPT = """
            #!/bin/sh
            say() { echo "disk-test: $*" >/dev/console; }
            first() { dd if=$1 bs=6 count=1 2>/dev/null | tr -d '\\000'; }
            put() { printf $2 | dd of=$1 conv=notrunc 2>/dev/null; sync; }
            say "found $(first /dev/vda)"
            [ -n "$(first /dev/vda)" ] || put /dev/vda BEFORE
            say "holds $(first /dev/vda)"
            tick=0
            while :; do
              sleep 1
              tick=$((tick + 1))
              say "tick $tick"
              if [ -b /dev/vdc ] && [ ! -e /spoiled ]; then
                : >/spoiled
                put /dev/vdc VOLUME
                put /dev/vda BROKEN
                say "now $(first /dev/vda) and $(first /dev/vdc)"
              elif [ -e /spoiled ] && [ ! -b /dev/vdc ]; then
                say gone
                rm /spoiled
              fi
            done
            """;

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private RealHost host;
    private ComputeFixture compute;

    @BeforeEach
    void start() throws Exception {
        host = RealHost.start(zooKeeper, state, List.of(POOL));
        compute = host.compute();
    }

    @AfterEach
    void stop() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void volumeInAPoolIsSeenLiveAndKeptAndASnapshotBringsBackWhatTheGuestHasSpoiled() throws Exception {
        Machine machine = running();
        String snapshot = Ids.fresh();
        TaskEnd taken = change(TaskKind.SNAPSHOT, machine, new TaskDetail.OfSnapshot(snapshot, false));
        assertThat(Long.parseLong(taken.result().get("size"))).isPositive();
        assertThat(snapshotFiles(machine)).containsExactly(snapshot);

        VolumeDisk volume = new VolumeDisk(Ids.fresh(), 8, POOL, "vdc");
        Machine with = with(machine, List.of(volume));
        change(TaskKind.ATTACH_VOLUME, with, new TaskDetail.OfVolume(volume));
        assertThat(compute.managed(volume.id())
                        .map(Managed::consumes)
                        .orElseThrow()
                        .storage())
                .isEqualTo(8);
        awaitSaid(machine, "now BROKEN and VOLUME");

        VolumeDisk larger = new VolumeDisk(volume.id(), 16, POOL, "vdc");
        change(TaskKind.GROW_VOLUME, with(machine, List.of(larger)), new TaskDetail.OfVolume(larger));
        change(TaskKind.DETACH_VOLUME, machine, new TaskDetail.OfVolume(larger));
        awaitSaid(machine, "gone");

        change(TaskKind.RESTORE, machine, new TaskDetail.OfSnapshot(snapshot, false));
        awaitSaid(machine, "found BEFORE");
        assertThat(compute.awaitEnd(compute.placeDelete(machine.instance())).problem())
                .isEmpty();

        Path file = host.libvirt().pool(POOL).resolve("quark-" + volume.id() + ".qcow2");
        assertThat(content(file)).startsWith("VOLUME").hasSize(16 * 1024 * 1024);
        TaskEnd deleted = compute.awaitEnd(compute.place(
                TaskKind.DELETE_VOLUME, volume.id(), Optional.empty(), Optional.of(new TaskDetail.OfVolume(larger))));
        assertThat(deleted.problem()).isEmpty();
        assertThat(file).doesNotExist();
        assertThat(compute.managed(volume.id())).isEmpty();
    }

    @Test
    void machineGoesBackToWhereItWasWithItsMemory() throws Exception {
        Machine machine = running();
        awaitSaid(machine, "tick 1");
        String snapshot = Ids.fresh();
        change(TaskKind.SNAPSHOT, machine, new TaskDetail.OfSnapshot(snapshot, true));
        int ticks = count(machine, "tick ");
        await().atMost(PATIENCE).until(() -> count(machine, "tick ") > ticks + 2);

        change(TaskKind.RESTORE, machine, new TaskDetail.OfSnapshot(snapshot, true));

        int before = count(machine, "tick ");
        await().atMost(PATIENCE).until(() -> count(machine, "tick ") > before + 1);
        assertThat(count(machine, "holds BEFORE")).as("it has booted only once").isEqualTo(1);
        assertThat(host.console(machine).split("tick 2\\r?\\n", -1).length - 1)
                .as("its memory went back: it counts what it has counted before")
                .isGreaterThanOrEqualTo(1);
        TaskEnd removed = change(TaskKind.DELETE_SNAPSHOT, machine, new TaskDetail.OfSnapshot(snapshot, true));
        assertThat(removed.problem()).isEmpty();
        assertThat(snapshotFiles(machine)).isEmpty();
    }

    private Machine running() throws Exception {
        Machine plain = host.machine(1);
        Machine machine = new Machine(
                plain.instance(),
                plain.name(),
                plain.project(),
                plain.ram(),
                plain.cpu(),
                plain.storage(),
                plain.boot(),
                plain.nics(),
                plain.sshKeys(),
                Optional.of(SCRIPT),
                plain.labels(),
                plain.bandwidth(),
                plain.powerState(),
                plain.restart(),
                plain.hardware(),
                List.of(),
                Optional.empty());
        assertThat(compute.awaitEnd(compute.placeBuild(machine, 1)).problem()).isEmpty();
        awaitSaid(machine, "holds BEFORE");
        return machine;
    }

    private static Machine with(Machine machine, List<VolumeDisk> volumes) {
        return new Machine(
                machine.instance(),
                machine.name(),
                machine.project(),
                machine.ram(),
                machine.cpu(),
                machine.storage(),
                machine.boot(),
                machine.nics(),
                machine.sshKeys(),
                machine.userData(),
                machine.labels(),
                machine.bandwidth(),
                machine.powerState(),
                machine.restart(),
                machine.hardware(),
                volumes,
                machine.rescue());
    }

    private TaskEnd change(TaskKind kind, Machine machine, TaskDetail detail) {
        Task task = compute.place(kind, machine.instance(), Optional.of(machine), Optional.of(detail));
        TaskEnd end = compute.awaitEnd(task);
        assertThat(end.problem()).as("%s", kind).isEmpty();
        return end;
    }

    private void awaitSaid(Machine machine, String words) {
        await().atMost(PATIENCE).until(() -> count(machine, words) > 0);
    }

    private int count(Machine machine, String words) throws Exception {
        return host.console(machine).split("disk-test: " + words, -1).length - 1;
    }

    private List<String> snapshotFiles(Machine machine) {
        Path snapshots = host.libvirt()
                .storage()
                .resolve("machines")
                .resolve(machine.instance())
                .resolve("snapshots");
        return List.of(Optional.ofNullable(snapshots.toFile().list()).orElse(new String[0]));
    }

    private String content(Path disk) throws Exception {
        Path raw = state.resolve("raw");
        Process convert = new ProcessBuilder(
                        "qemu-img", "convert", "-f", "qcow2", "-O", "raw", disk.toString(), raw.toString())
                .inheritIO()
                .start();
        assertThat(convert.waitFor()).isZero();
        return Files.readString(raw, StandardCharsets.ISO_8859_1);
    }
}
