package io.quark.compute.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.VolumeDisk;
import io.quark.compute.hypervisor.DiskSource;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.hypervisor.Volumes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PooledVolumesTest {

    private static final long MIB = 1024 * 1024;

    @TempDir
    private Path directory;

    private final String id = Ids.fresh();
    private final VolumeDisk volume = new VolumeDisk(id, 8, "", "vdc");
    private DiskStorage storage;
    private Volumes volumes;

    @BeforeEach
    void open() throws Exception {
        Images.requireQemuImg();
        storage = DiskStorage.open(directory, DiskStorage.Settings.plain("c1", 0), EvictionListener.NONE);
        volumes = storage.volumes();
    }

    @AfterEach
    void close() {
        if (storage != null) {
            storage.close();
        }
    }

    @Test
    void volumeIsMadeOnceGrowsAndGoes() throws Exception {
        volumes.create(owner("t1", "c1"), volume).join();
        assertThat(volumes.disk(volume).source()).isEqualTo(new DiskSource.InFile(file().toString(), "qcow2"));
        assertThat(volumes.disk(volume).serial()).isEqualTo(id.substring(0, 20));

        volumes.grow(owner("t2", "c1"), new VolumeDisk(id, 16, "", "vdc"), false)
                .join();
        volumes.create(owner("t3", "c1"), volume).join();
        assertThat(Images.info(file()).path("virtual-size").asLong())
                .as("it is kept as it is")
                .isEqualTo(16 * MIB);
        assertThat(volumes.all().join()).containsExactly(id);

        volumes.remove(owner("t4", "c1"), volume).join();
        volumes.remove(owner("t4", "c1"), volume).join();
        assertThat(volumes.all().join()).isEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void onlyTheTaskThatMadeItTakesItBack() {
        volumes.create(owner("t1", "c1"), volume).join();
        volumes.uncreate(owner("t2", "c1"), volume).join();
        assertThat(file()).exists();

        volumes.uncreate(owner("t1", "c1"), volume).join();
        assertThat(file()).doesNotExist();
    }

    @Test
    void whatSomebodyElseHasMadeIsNotTouched() throws Exception {
        Files.writeString(file(), "not Quark's");
        Images.assertFails(Kind.PERMANENT, volumes.create(owner("t1", "c1"), volume)::join);
        volumes.remove(owner("t1", "c1"), volume).join();
        assertThat(file()).hasContent("not Quark's");

        VolumeDisk other = new VolumeDisk(Ids.fresh(), 8, "", "vdc");
        volumes.create(owner("t1", "c1"), other).join();
        VolumeOwner stranger = new VolumeOwner(other.id(), "t2", "c2", "tree");
        Images.assertFails(Kind.PERMANENT, volumes.remove(stranger, other)::join);
        assertThat(volumes.disk(other).source().where())
                .satisfies(path -> assertThat(Path.of(path)).exists());
    }

    @Test
    void poolThatTheHostHasNotIsRefused() {
        VolumeDisk elsewhere = new VolumeDisk(id, 8, "ceph", "vdc");
        Images.assertFails(
                        Kind.PERMANENT,
                        () -> volumes.create(owner("t1", "c1"), elsewhere).join())
                .withMessageContaining("no storage pool 'ceph'");
    }

    private VolumeOwner owner(String task, String compute) {
        return new VolumeOwner(id, task, compute, "tree");
    }

    private Path file() {
        return directory.toAbsolutePath().resolve("volumes").resolve(id + ".qcow2");
    }
}
