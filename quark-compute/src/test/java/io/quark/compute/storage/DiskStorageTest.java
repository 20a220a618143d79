package io.quark.compute.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.id.Ids;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.testing.Machines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskStorageTest {

    private static final long MIB = 1024 * 1024;

    @TempDir
    private Path directory;

    /** Where the api would keep images. */
    @TempDir
    private Path elsewhere;

    private ImageFile kernel;
    private DiskStorage storage;

    @BeforeEach
    void open() throws Exception {
        Images.requireQemuImg();
        kernel = Images.kernel(Files.write(elsewhere.resolve("kernel"), new byte[10]));
        storage = DiskStorage.open(
                directory,
                new DiskStorage.Settings(
                        "c1", 0, Optional.of("#cloud-config\ntimezone: UTC\n"), Optional.empty(), Map.of()),
                EvictionListener.NONE);
    }

    @AfterEach
    void close() {
        if (storage != null) {
            storage.close();
        }
    }

    @Test
    void diskIsAnOverlayOfTheCachedImageAsLargeAsTheMachineWants() throws Exception {
        ImageFile image = Images.disk(Images.create(elsewhere.resolve("image"), "-f", "qcow2"), "qcow2");
        Machine machine = machine(64, image);

        allocate(machine, "t1");

        JsonNode disk = Images.info(disk(machine));
        assertThat(disk.path("virtual-size").asLong()).isEqualTo(64 * MIB);
        assertThat(disk.path("backing-filename").asText())
                .isEqualTo(directory.resolve("images").resolve(image.sha256()).toString());
        assertThat(disk.path("backing-filename-format").asText()).isEqualTo("qcow2");
    }

    @Test
    void diskIsNeverSmallerThanItsImage() throws Exception {
        Machine machine = machine(8, Images.disk(Images.create(elsewhere.resolve("image"), "-f", "qcow2"), "qcow2"));

        allocate(machine, "t1");

        assertThat(Images.info(disk(machine)).path("virtual-size").asLong()).isEqualTo(16 * MIB);
    }

    @Test
    void imageWithABackingFileIsRefusedForGood() throws Exception {
        Path secret = Files.write(elsewhere.resolve("secret"), new byte[4096]);
        Path image = Images.create(elsewhere.resolve("image"), "-f", "qcow2", "-b", secret.toString(), "-F", "raw");

        assertRefused(image, "qcow2", "has a backing file");
    }

    @Test
    void imageWithABackingFileThatIsNotThereIsRefusedForGood() throws Exception {
        Path image = Images.create(
                elsewhere.resolve("image"), "-u", "-f", "qcow2", "-b", "json:{\"file.driver\":\"nbd\"}", "-F", "raw");

        assertRefused(image, "qcow2", "has a backing file");
    }

    @Test
    void imageWithADataFileIsRefusedForGood() throws Exception {
        Path data = elsewhere.resolve("data");
        Path image = Images.create(elsewhere.resolve("image"), "-f", "qcow2", "-o", "data_file=" + data);

        assertRefused(image, "qcow2", "external file");
    }

    @Test
    void imageOfAnotherFormatThanItSaysIsRefusedForGood() throws Exception {
        assertRefused(Images.create(elsewhere.resolve("vmdk"), "-f", "vmdk"), "qcow2", "is not a qcow2");
        assertRefused(Files.write(elsewhere.resolve("short"), new byte[3]), "qcow2", "is not a qcow2");
    }

    @Test
    void rawImageIsRawWhateverItContains() throws Exception {
        Path secret = Files.write(elsewhere.resolve("secret"), new byte[4096]);
        Path pretender = Images.create(elsewhere.resolve("image"), "-f", "qcow2", "-b", secret.toString(), "-F", "raw");
        Machine machine = machine(0, Images.disk(pretender, "raw"));

        allocate(machine, "t1");

        JsonNode disk = Images.info(disk(machine));
        assertThat(disk.path("backing-filename-format").asText()).isEqualTo("raw");
        assertThat(disk.path("virtual-size").asLong())
                .as("its file, rounded up, and not the disk that it pretends to be")
                .isEqualTo(MIB);
    }

    @Test
    void machineWithoutAnImageGetsAnEmptyDisk() {
        Machine machine = machine(32, kernel);

        allocate(machine, "t1");

        JsonNode disk = Images.info(disk(machine));
        assertThat(disk.path("virtual-size").asLong()).isEqualTo(32 * MIB);
        assertThat(disk.has("backing-filename")).isFalse();
    }

    @Test
    void machineWithoutStorageHasNoDisk() {
        Machine machine = machine(0, kernel);

        allocate(machine, "t1");

        assertThat(storage.files(machine).disk()).isEmpty();
        assertThat(storage.files(machine).kernel().orElseThrow()).exists();
        assertThat(storage.files(machine).console().orElseThrow()).exists();
        assertThat(directory.resolve("machines/" + machine.instance() + "/root.qcow2"))
                .doesNotExist();
    }

    @Test
    void diskOfTheSameBuildIsKept() throws Exception {
        Machine machine = machine(32, kernel);
        allocate(machine, "t1");
        Files.writeString(disk(machine), "what the guest wrote");

        allocate(machine, "t1");

        assertThat(disk(machine)).hasContent("what the guest wrote");
    }

    @Test
    void diskOfAnEarlierBuildIsMadeAnew() throws Exception {
        Machine machine = machine(32, kernel);
        allocate(machine, "t1");
        Files.writeString(disk(machine), "what another guest wrote");

        allocate(machine, "t2");

        assertThat(Images.info(disk(machine)).path("virtual-size").asLong()).isEqualTo(32 * MIB);
    }

    @Test
    void diskThatAKilledDaemonLeftHalfMadeIsMadeAnew() throws Exception {
        Machine machine = machine(32, kernel);
        allocate(machine, "t1");
        Files.move(disk(machine), disk(machine).resolveSibling("root.qcow2.part"));

        allocate(machine, "t1");

        assertThat(Images.info(disk(machine)).path("virtual-size").asLong()).isEqualTo(32 * MIB);
        assertThat(disk(machine).resolveSibling("root.qcow2.part")).doesNotExist();
    }

    @Test
    void releaseLeavesNothingAndFollowsNoLink() throws Exception {
        Machine machine = machine(32, kernel);
        allocate(machine, "t1");
        Path kept = Files.createDirectory(elsewhere.resolve("kept"));
        Files.writeString(kept.resolve("file"), "not the machine's");
        Files.createSymbolicLink(disk(machine).resolveSibling("link"), kept);
        assertThat(storage.instances().join()).containsExactly(machine.instance());

        storage.release(machine.instance()).join();

        assertThat(storage.instances().join()).isEmpty();
        assertThat(disk(machine).getParent()).doesNotExist();
        assertThat(kept.resolve("file")).exists();
    }

    @Test
    void releaseOfWhatIsNotThereDoesNoHarm() {
        String instance = Ids.fresh();

        storage.release(instance).join();
        storage.release(instance).join();

        assertThat(storage.instances().join()).isEmpty();
    }

    @Test
    void allocationThatIsNotWantedAnyMoreMakesNothing() {
        Machine machine = machine(32, kernel);
        StopSignal stop = new StopSignal();
        stop.ask();

        Images.assertFails(Kind.STOPPED, storage.allocate(Machines.owner(machine, "t1"), machine, stop)::join);

        assertThat(storage.instances().join()).isEmpty();
    }

    @Test
    void seedThatIsRenewedTellsOfTheInterfacesAsTheyAre() throws Exception {
        assumeThat(Images.isInstalled("xorriso")).as("xorriso is installed").isTrue();
        Machine machine = Machines.small(Ids.fresh());
        Machine readdressed =
                Machines.with(machine, Machines.with(machine.nics().get(0), "10.20.0.99"));
        storage.writeSeed(Machines.owner(machine, "t1"), machine, StopSignal.never())
                .join();

        storage.renewSeed(readdressed).join();

        assertThat(Files.readString(storage.files(machine).seed().orElseThrow(), ISO_8859_1))
                .contains("10.20.0.99/24")
                .doesNotContain("10.20.0.5/24");
    }

    @Test
    void machineThatIsNotHereGetsNoSeed() {
        storage.renewSeed(Machines.small(Ids.fresh())).join();

        assertThat(storage.instances().join()).isEmpty();
    }

    @Test
    void diskGrowsAndNeverShrinks() throws Exception {
        Machine machine = Machines.machine(Ids.fresh(), 16, List.of(Machines.kernel()), List.of());
        Path disk = storage.files(machine).disk().orElseThrow();
        Files.createDirectories(disk.getParent());
        Images.create(disk, "-f", "qcow2");

        storage.growDisk(Machines.shaped(machine, 256, 1, 24)).join();
        assertThat(Images.info(disk).path("virtual-size").asLong()).isEqualTo(24 * MIB);
        storage.growDisk(Machines.shaped(machine, 256, 1, 8)).join();
        assertThat(Images.info(disk).path("virtual-size").asLong()).isEqualTo(24 * MIB);
    }

    @Test
    void seedIsAnIsoWithTheLabelThatCloudInitLooksFor() throws Exception {
        assumeThat(Images.isInstalled("xorriso")).as("xorriso is installed").isTrue();
        Machine machine = Machines.small(Ids.fresh());

        storage.writeSeed(Machines.owner(machine, "t1"), machine, StopSignal.never())
                .join();

        byte[] iso = Files.readAllBytes(storage.files(machine).seed().orElseThrow());
        // The primary volume descriptor is sector 16; the label stands 40 bytes into it.
        int label = 16 * 2048 + 40;
        assertThat(new String(Arrays.copyOfRange(iso, label, label + 32), US_ASCII).strip())
                .isEqualTo("cidata");
        assertThat(new String(iso, ISO_8859_1)).contains("timezone: UTC", "VENDOR_D");
    }

    private void assertRefused(Path image, String format, String because) throws Exception {
        Machine machine = machine(32, Images.disk(image, format));

        Images.assertFails(
                        Kind.PERMANENT,
                        storage.allocate(Machines.owner(machine, "t1"), machine, StopSignal.never())::join)
                .withMessageContaining(because);

        assertThat(disk(machine)).doesNotExist();
        assertThat(disk(machine).resolveSibling("root.qcow2.part")).doesNotExist();
    }

    private void allocate(Machine machine, String task) {
        storage.allocate(Machines.owner(machine, task), machine, StopSignal.never())
                .join();
    }

    private Path disk(Machine machine) {
        return storage.files(machine).disk().orElseThrow();
    }

    private static Machine machine(long storage, ImageFile file) {
        return Machines.machine(Ids.fresh(), storage, List.of(file), List.of());
    }
}
