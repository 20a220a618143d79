package io.quark.compute.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import io.quark.common.model.VolumeDisk;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.hypervisor.SharedStorage;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.testing.Machines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One directory that two computes have: what is one's is never lost by the other. */
class SharedDiskStorageTest {

    private static final VolumeDisk VOLUME = new VolumeDisk(Ids.fresh(), 8, "", "vdc");

    @TempDir
    private Path directory;

    @TempDir
    private Path elsewhere;

    private DiskStorage one;
    private DiskStorage two;
    private Machine machine;

    @BeforeEach
    void open() throws Exception {
        Images.requireQemuImg();
        one = open("c1");
        two = open("c2");
        ImageFile kernel = Images.kernel(Files.write(elsewhere.resolve("kernel"), new byte[10]));
        machine = Machines.machine(Ids.fresh(), 16, List.of(kernel), List.of());
        one.allocate(owner("c1"), machine, StopSignal.never()).join();
    }

    @AfterEach
    void close() {
        List.of(Optional.ofNullable(one), Optional.ofNullable(two))
                .forEach(storage -> storage.ifPresent(DiskStorage::close));
    }

    @Test
    void aMachineIsSeenAsTheOneHostsUntilTheOtherTakesItOver() {
        assertThat(one.instances().join()).containsExactly(machine.instance());
        assertThat(two.instances().join()).isEmpty();
        assertThat(shared(two).isAnothers(machine.instance()).join()).isTrue();

        shared(two).find(owner("c2"), machine, StopSignal.never()).join();
        assertThat(one.instances().join()).as("what is only looked for").containsExactly(machine.instance());

        shared(two).takeOver(owner("c2")).join();
        assertThat(one.instances().join()).isEmpty();
        assertThat(two.instances().join()).containsExactly(machine.instance());
        assertThat(shared(two).isAnothers(machine.instance()).join()).isFalse();
    }

    @Test
    void whoLeavesAMachineLeavesItsDisk() {
        shared(two).takeOver(owner("c2")).join();

        shared(one).leave(machine.instance()).join();

        assertThat(disk()).exists();
        assertThat(two.files(machine).disk()).contains(disk());
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        Files.delete(disk());

        Images.assertFails(Kind.PERMANENT, shared(two).find(owner("c2"), machine, StopSignal.never())::join);
    }

    @Test
    void aVolumeOfTheOneIsFoundByTheOther() {
        Machine with = Machines.with(machine, VOLUME);
        Images.assertFails(Kind.PERMANENT, shared(two).find(owner("c2"), with, StopSignal.never())::join);
        VolumeOwner owner = new VolumeOwner(VOLUME.id(), "t1", "c1", Machines.TREE);
        one.volumes().create(owner, VOLUME).join();

        shared(two).find(owner("c2"), with, StopSignal.never()).join();

        two.volumes()
                .uncreate(new VolumeOwner(VOLUME.id(), "t2", "c2", Machines.TREE), VOLUME)
                .join();
        assertThat(one.volumes().all().join()).containsExactly(VOLUME.id());
    }

    private DiskStorage open(String compute) throws Exception {
        return DiskStorage.open(
                directory,
                new DiskStorage.Settings(compute, 0, Optional.empty(), Optional.of("common"), Map.of()),
                EvictionListener.NONE);
    }

    private static SharedStorage shared(DiskStorage storage) {
        return storage.shared().orElseThrow();
    }

    private Owner owner(String compute) {
        return new Owner(machine.instance(), "task of " + compute, "w", machine.name(), compute, Machines.TREE);
    }

    private Path disk() {
        return one.files(machine).disk().orElseThrow();
    }
}
