package io.quark.compute.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.testing.Machines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache that has room for two of the kernels a, b and c. */
class ImageRoomTest {

    private static final int KERNEL_BYTES = 400 * 1024;
    private static final long LIMIT_MIB = 1;

    @TempDir
    private Path directory;

    @TempDir
    private Path elsewhere;

    private final List<Long> evicted = new CopyOnWriteArrayList<>();
    private ImageFile a;
    private ImageFile b;
    private ImageFile c;
    private DiskStorage storage;

    @BeforeEach
    void open() throws Exception {
        a = kernel('a');
        b = kernel('b');
        c = kernel('c');
        storage = open(LIMIT_MIB);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void leastRecentlyUsedLeavesWhenAnotherComes() {
        release(build(a));
        release(build(b));
        release(build(a));
        assertCached(a, b);

        build(c);

        assertCached(a, c);
        assertThat(evicted).containsExactly((long) KERNEL_BYTES);
    }

    @Test
    void imageThatAMachineNeedsStaysAlthoughItIsTheOldest() {
        build(a);
        release(build(b));

        build(c);

        assertCached(a, c);
    }

    @Test
    void machinesMayNeedMoreThanTheLimit() {
        build(a);
        build(b);

        build(c);

        assertCached(a, b, c);
        assertThat(evicted).isEmpty();
    }

    @Test
    void restartedDaemonKnowsWhatItsMachinesNeed() throws Exception {
        build(a);
        release(build(b));
        storage.close();
        storage = open(LIMIT_MIB);

        build(c);

        assertCached(a, c);
    }

    @Test
    void lowerLimitHoldsFromTheStartOn() throws Exception {
        storage.close();
        storage = open(0);
        release(build(a));
        build(b);
        release(build(c));
        assertCached(a, b, c);
        storage.close();

        storage = open(LIMIT_MIB);

        assertCached(b, c);
    }

    @Test
    void whileAMachineDoesNotSayWhatItNeedsNothingGoes() throws Exception {
        Machine older = build(a);
        Files.delete(directory.resolve("machines").resolve(older.instance()).resolve("images"));
        release(build(b));

        build(c);

        assertCached(a, b, c);
    }

    @Test
    void imageOfABuildUnderWayStaysUntilTheLastOneLetsGo() throws Exception {
        ImageRoom room = room(1, Optional.empty());
        release(build(a));
        room.pin(List.of(a.sha256()));
        room.pin(List.of(a.sha256()));

        room.makeFor(0);
        room.unpin(List.of(a.sha256()));
        room.makeFor(0);
        assertCached(a);

        room.unpin(List.of(a.sha256()));
        room.makeFor(0);
        assertCached();
    }

    @Test
    void fileThatWillNotFitWhateverGoesEmptiesNothing() throws Exception {
        release(build(a));
        ImageRoom room = room(0, Optional.empty());

        room.makeFor(Long.MAX_VALUE);

        assertCached(a);
    }

    @Test
    void imageThatAnotherComputeIsAboutToUseStays() throws Exception {
        release(build(a));
        SharedPins theirs = new SharedPins(directory.resolve("images"), "c2");
        theirs.pin(List.of(a.sha256()));
        ImageRoom room = room(1, Optional.of(new SharedPins(directory.resolve("images"), "c1")));

        room.open();
        assertThat(directory.resolve("images").resolve(a.sha256())).exists();

        theirs.open(); // it was killed, and is here again
        room.makeFor(0);
        assertThat(directory.resolve("images").resolve(a.sha256())).doesNotExist();
    }

    @Test
    void computesThatShareACacheAtOnceAllGetTheirImages() throws Exception {
        storage.close();
        List<DiskStorage> sharing = new ArrayList<>();
        for (String compute : List.of("c1", "c2", "c3")) {
            DiskStorage.Settings settings =
                    new DiskStorage.Settings(compute, LIMIT_MIB, Optional.empty(), Optional.of("common"), Map.of());
            sharing.add(DiskStorage.open(directory, settings, evicted::add));
        }
        try {
            List<CompletableFuture<Void>> builds = new ArrayList<>();
            List<ImageFile> kernels = List.of(a, b, c);
            for (int i = 0; i < 18; i++) {
                Machine machine = Machines.machine(Ids.fresh(), 0, List.of(kernels.get(i % 3)), List.of());
                DiskStorage host = sharing.get((i / 3) % 3);
                builds.add(host.allocate(Machines.owner(machine, "t1"), machine, StopSignal.never())
                        .thenRun(() -> assertThat(host.files(machine).kernel().orElseThrow())
                                .hasSize(KERNEL_BYTES))
                        .thenCompose(done -> host.release(machine.instance())));
            }
            builds.forEach(CompletableFuture::join);
        } finally {
            sharing.forEach(DiskStorage::close);
        }
        try (Stream<Path> left = Files.list(directory.resolve("images"))) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .as("neither parts nor pins")
                    .allMatch(name -> name.length() == 64 || name.equals("lock"));
        }
    }

    private ImageRoom room(long limitBytes, Optional<SharedPins> shared) {
        return new ImageRoom(
                directory.resolve("images"),
                limitBytes,
                new ImageUse(directory.resolve("machines")),
                EvictionListener.NONE,
                shared);
    }

    private DiskStorage open(long limitMib) throws IOException {
        return DiskStorage.open(directory, DiskStorage.Settings.plain("c1", limitMib), evicted::add);
    }

    private Machine build(ImageFile kernel) {
        Machine machine = Machines.machine(Ids.fresh(), 0, List.of(kernel), List.of());
        storage.allocate(Machines.owner(machine, "t1"), machine, StopSignal.never())
                .join();
        assertThat(storage.files(machine).kernel().orElseThrow()).exists();
        return machine;
    }

    private void release(Machine machine) {
        storage.release(machine.instance()).join();
    }

    private void assertCached(ImageFile... files) {
        try (Stream<Path> found = Files.list(directory.resolve("images"))) {
            Set<String> expected = Arrays.stream(files).map(ImageFile::sha256).collect(Collectors.toSet());
            assertThat(found.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(expected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ImageFile kernel(char content) throws IOException {
        byte[] bytes = new byte[KERNEL_BYTES];
        Arrays.fill(bytes, (byte) content);
        return Images.kernel(Files.write(elsewhere.resolve(String.valueOf(content)), bytes));
    }
}
