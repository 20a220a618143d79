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
import io.quark.common.testing.BesideOthers;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.compute.testing.Machines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Volumes and snapshots of real guests, proved by what they find on their disks; each test has a guest of its own, they boot at once. */
@BesideOthers
class RealDiskIT {

    private static final String POOL = "slow-disks";
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
    private static Path state;

    private static RealHost host;
    private static ComputeFixture compute;
    private static Machine spoiled;
    private static Machine counting;

    @BeforeAll
    static void build() throws Exception {
        host = RealHost.start(zooKeeper, state, List.of(POOL));
        compute = host.compute();
        spoiled = Machines.saying(host.machine(1), SCRIPT);
        counting = Machines.saying(host.machine(2), SCRIPT);
        host.run(spoiled, counting);
    }

    @AfterAll
    static void stop() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void volumeInAPoolIsSeenLiveAndKeptAndASnapshotBringsBackWhatTheGuestHasSpoiled() throws Exception {
        Machine machine = spoiled;
        awaitSaid(machine, "holds BEFORE");
        String snapshot = Ids.fresh();
        TaskEnd taken = change(TaskKind.SNAPSHOT, machine, new TaskDetail.OfSnapshot(snapshot, false));
        assertThat(Long.parseLong(taken.result().get("size"))).isPositive();
        assertThat(snapshotFiles(machine)).containsExactly(snapshot);

        VolumeDisk volume = new VolumeDisk(Ids.fresh(), 8, POOL, "vdc");
        Machine with = Machines.with(machine, volume);
        change(TaskKind.ATTACH_VOLUME, with, new TaskDetail.OfVolume(volume));
        assertThat(compute.managed(volume.id())
                        .map(Managed::consumes)
                        .orElseThrow()
                        .storage())
                .isEqualTo(8);
        awaitSaid(machine, "now BROKEN and VOLUME");

        VolumeDisk larger = new VolumeDisk(volume.id(), 16, POOL, "vdc");
        change(TaskKind.GROW_VOLUME, Machines.with(machine, larger), new TaskDetail.OfVolume(larger));
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
        Machine machine = counting;
        awaitSaid(machine, "holds BEFORE");
        awaitSaid(machine, "tick 1");
        String snapshot = Ids.fresh();
        change(TaskKind.SNAPSHOT, machine, new TaskDetail.OfSnapshot(snapshot, true));
        String later = "tick " + (count(machine, "tick ") + 2) + "\r";
        awaitSaid(machine, later);

        change(TaskKind.RESTORE, machine, new TaskDetail.OfSnapshot(snapshot, true));

        // Its memory went back: it counts what it has counted before.
        await().atMost(RealHost.PATIENCE).until(() -> count(machine, later) == 2);
        assertThat(count(machine, "holds BEFORE")).as("it has booted only once").isEqualTo(1);
        TaskEnd removed = change(TaskKind.DELETE_SNAPSHOT, machine, new TaskDetail.OfSnapshot(snapshot, true));
        assertThat(removed.problem()).isEmpty();
        assertThat(snapshotFiles(machine)).isEmpty();
    }

    private TaskEnd change(TaskKind kind, Machine machine, TaskDetail detail) {
        Task task = compute.place(kind, machine.instance(), Optional.of(machine), Optional.of(detail));
        TaskEnd end = compute.awaitEnd(task);
        assertThat(end.problem()).as("%s", kind).isEmpty();
        return end;
    }

    private static void awaitSaid(Machine machine, String words) {
        host.awaitSaid(machine, "disk-test: " + words);
    }

    private static int count(Machine machine, String words) throws Exception {
        return host.said(machine, "disk-test: " + words);
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
