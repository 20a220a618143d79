package io.quark.compute.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.disk.DiskHeader;
import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import io.quark.compute.hypervisor.Snapshots;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.testing.Machines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFilesTest {

    private static final long MIB = 1024 * 1024;
    private static final StopSignal GO_ON = StopSignal.never();

    @TempDir
    private Path directory;

    @TempDir
    private Path elsewhere;

    private final String id = Ids.fresh();
    private Machine machine;
    private DiskStorage storage;
    private Snapshots snapshots;

    @BeforeEach
    void open() throws Exception {
        Images.requireQemuImg();
        machine = Machines.machine(
                Ids.fresh(),
                16,
                List.of(Images.disk(Images.create(elsewhere.resolve("image"), "-f", "qcow2"), "qcow2")),
                List.of());
        storage = DiskStorage.open(directory, DiskStorage.Settings.plain("c1", 0), EvictionListener.NONE);
        snapshots = storage.snapshots();
        storage.allocate(Machines.owner(machine, "t1"), machine, GO_ON).join();
    }

    @AfterEach
    void close() {
        if (storage != null) {
            storage.close();
        }
    }

    @Test
    void snapshotStandsAloneAndComesBackAsLargeAsTheMachineIsNow() throws Exception {
        take();
        assertThat(Images.info(snapshotDisk()).has("backing-filename")).isFalse();
        Files.writeString(disk(), "spoiled");

        snapshots.restore(machine.instance(), id, 32, GO_ON).join();

        assertThat(Images.info(disk()).path("virtual-size").asLong()).isEqualTo(32 * MIB);
        assertThat(snapshotDisk()).exists();
        snapshots.remove(machine.instance(), id).join();
        snapshots.remove(machine.instance(), id).join();
        assertThat(snapshotDisk().getParent()).doesNotExist();
    }

    @Test
    void draftIsNoSnapshotAndTheNextOneRemovesIt() {
        snapshots.begin(machine.instance(), id, false).join();
        snapshots.copyRoot(machine.instance(), id, GO_ON).join();
        Images.assertFails(Kind.PERMANENT, snapshots.restore(machine.instance(), id, 16, GO_ON)::join);

        String next = Ids.fresh();
        snapshots.begin(machine.instance(), next, false).join();
        assertThat(snapshots.draft(machine.instance(), id).disk().getParent()).doesNotExist();
        assertThat(snapshots.draft(machine.instance(), next).disk().getParent()).exists();
    }

    @Test
    void rebuildKeepsSnapshotsAndIsDoneOnce() throws Exception {
        take();
        Files.writeString(disk(), "what the guest wrote");
        storage.rebuild(Machines.owner(machine, "t2"), machine, GO_ON).join();
        assertThat(Images.info(disk()).path("virtual-size").asLong()).isEqualTo(16 * MIB);
        assertThat(snapshotDisk()).exists();

        Files.writeString(disk(), "written since");
        storage.rebuild(Machines.owner(machine, "t2"), machine, GO_ON).join();
        assertThat(disk()).hasContent("written since");
    }

    @Test
    void emptyDiskIsWhole() throws Exception {
        Path file = Files.write(elsewhere.resolve("empty"), EmptyDisk.qcow2());
        assertThat(DiskHeader.fault(file, true)).isEmpty();
        assertThat(Images.info(file).path("virtual-size").asLong()).isEqualTo(MIB);
    }

    private void take() {
        snapshots.begin(machine.instance(), id, false).join();
        snapshots.copyRoot(machine.instance(), id, GO_ON).join();
        assertThat(snapshots.keep(machine.instance(), id, List.of("vcpu 1")).join())
                .isPositive();
        assertThat(snapshots.shape(machine.instance(), id).join()).containsExactly("vcpu 1");
    }

    private Path disk() {
        return storage.files(machine).disk().orElseThrow();
    }

    private Path snapshotDisk() {
        return disk().resolveSibling("snapshots").resolve(id).resolve("root.qcow2");
    }
}
