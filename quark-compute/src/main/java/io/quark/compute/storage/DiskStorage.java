package io.quark.compute.storage;

import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.hypervisor.Storage;
import io.quark.compute.seed.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Storage on a local directory: {@code images/<sha256>} and {@code machines/<instance>/}, in which {@code owner.json}
 * says which build made the rest. Thread safe.
 */
public final class DiskStorage implements Storage, AutoCloseable {

    private static final long MIB = 1024L * 1024;
    private static final Duration PROGRAM_DEADLINE = Duration.ofMinutes(2);
    private static final int WORKERS = 4;

    private final Path machines;
    private final Sockets sockets;
    private final ImageRoom imageRoom;
    private final ImageCache images;
    private final QemuImg qemuImg;
    private final SeedIso seedIso;
    private final Optional<String> vendorData;
    private final ExecutorService workers;
    private final ExecutorService fetchers;

    private DiskStorage(
            Path directory,
            String compute,
            long imageCacheMib,
            Optional<String> vendorData,
            EvictionListener evictions) {
        this.machines = directory.resolve("machines");
        this.sockets = new Sockets(directory, compute);
        Command command = new Command(PROGRAM_DEADLINE);
        this.qemuImg = new QemuImg(command);
        this.seedIso = new SeedIso(command);
        this.vendorData = vendorData;
        this.workers = Executors.newFixedThreadPool(WORKERS, task -> daemon(task, "storage"));
        // Fewer than the workers: the disk and the api behind them are shared.
        this.fetchers = Executors.newFixedThreadPool(WORKERS / 2, task -> daemon(task, "image-fetch"));
        Path cache = directory.resolve("images");
        this.imageRoom = new ImageRoom(cache, imageCacheMib * MIB, new ImageUse(machines), evictions);
        this.images = new ImageCache(cache, new ImageSource(), fetchers, imageRoom, Clock.systemUTC());
    }

    /**
     * Makes the directory ready.
     *
     * @param directory on a file system with room; the QEMU user must be able to enter it. This process owns it
     * @param compute name of the host's compute
     * @param imageCacheMib what cached images may take in all, those that machines need apart; 0: no limit
     * @param vendorData what every machine here is told at its first boot
     */
    public static DiskStorage open(
            Path directory, String compute, long imageCacheMib, Optional<String> vendorData, EvictionListener evictions)
            throws IOException {
        DiskStorage storage =
                new DiskStorage(directory.toAbsolutePath().normalize(), compute, imageCacheMib, vendorData, evictions);
        Directories.create(storage.machines);
        storage.images.open();
        storage.sockets.create();
        return storage;
    }

    @Override
    public CompletableFuture<Void> allocate(Owner owner, Machine machine, StopSignal stop) {
        List<String> needed =
                machine.boot().files().stream().map(ImageFile::sha256).toList();
        imageRoom.pin(needed);
        List<CompletableFuture<Path>> fetched =
                machine.boot().files().stream().map(images::get).toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(fetched.toArray(CompletableFuture<?>[]::new));
        return stop.unlessAsked(all)
                .thenRunAsync(
                        () -> {
                            stop.check();
                            blocking("disk", machine.instance(), () -> allocateNow(owner, machine));
                        },
                        workers)
                .whenComplete((nothing, failure) -> imageRoom.unpin(needed));
    }

    @Override
    public CompletableFuture<Void> writeSeed(Owner owner, Machine machine, StopSignal stop) {
        return CompletableFuture.runAsync(
                () -> {
                    stop.check();
                    blocking("seed", machine.instance(), () -> {
                        Path directory = directoryOf(owner);
                        seedIso.write(Seed.of(machine, vendorData), seed(directory));
                    });
                },
                workers);
    }

    @Override
    public CompletableFuture<Void> renewSeed(Machine machine) {
        return CompletableFuture.runAsync(
                () -> blocking("seed", machine.instance(), () -> {
                    Path directory = directory(machine.instance());
                    if (Files.exists(directory)) {
                        seedIso.write(Seed.of(machine, vendorData), seed(directory));
                    }
                }),
                workers);
    }

    @Override
    public CompletableFuture<Void> growDisk(Machine machine) {
        return CompletableFuture.runAsync(() -> blocking("disk", machine.instance(), () -> growNow(machine)), workers);
    }

    private void growNow(Machine machine) throws IOException {
        Path disk = disk(directory(machine.instance()));
        if (Files.exists(disk)) {
            qemuImg.grow(disk, machine.storage());
        } else if (machine.storage() > 0) {
            Path part = disk.resolveSibling("root.qcow2.part");
            Files.deleteIfExists(part);
            qemuImg.empty(part, machine.storage());
            Directories.readableByAll(part);
            Directories.replace(part, disk);
        }
    }

    @Override
    public CompletableFuture<Void> release(String instance) {
        return CompletableFuture.runAsync(
                () -> blocking("files", instance, () -> {
                    sockets.remove(instance);
                    Directories.remove(directory(instance));
                }),
                workers);
    }

    @Override
    public MachineFiles files(Machine machine) {
        Path directory = directory(machine.instance());
        return new MachineFiles(
                hasDisk(machine) ? Optional.of(disk(directory)) : Optional.empty(),
                machine.boot().file(ImageFile.Role.KERNEL).map(images::path),
                machine.boot().file(ImageFile.Role.INITRD).map(images::path),
                Optional.of(seed(directory)),
                Optional.of(console(directory)),
                sockets.serial(machine.instance()),
                sockets.vnc(machine.instance()));
    }

    @Override
    public CompletableFuture<Set<String>> instances() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Stream<Path> entries = Files.list(machines)) {
                        return entries.map(entry -> entry.getFileName().toString())
                                .filter(Ids::isId)
                                .collect(Collectors.toSet());
                    } catch (IOException e) {
                        throw failure("list the machines in", machines.toString(), e);
                    }
                },
                workers);
    }

    @Override
    public CompletableFuture<Long> size() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return Files.getFileStore(machines).getTotalSpace() / MIB;
                    } catch (IOException e) {
                        throw failure("measure", machines.toString(), e);
                    }
                },
                workers);
    }

    @Override
    public void close() {
        workers.shutdownNow();
        fetchers.shutdownNow();
    }

    private void allocateNow(Owner owner, Machine machine) throws IOException {
        Path directory = directoryOf(owner);
        ImageUse.record(directory, machine);
        for (ImageFile file : machine.boot().files()) {
            images.used(file);
        }
        if (Files.notExists(console(directory))) {
            // The log daemon would make it unreadable for others than root.
            Directories.readableByAll(Files.createFile(console(directory)));
        }
        Path disk = disk(directory);
        if (!hasDisk(machine) || Files.exists(disk)) {
            return;
        }
        Path part = disk.resolveSibling("root.qcow2.part");
        Files.deleteIfExists(part);
        Optional<ImageFile> image = machine.boot().file(ImageFile.Role.DISK);
        if (image.isPresent()) {
            Path base = images.path(image.get());
            long mib = Math.max(
                    machine.storage(), qemuImg.virtualSize(base, image.get().format()));
            qemuImg.overlay(part, base, image.get().format(), mib);
        } else {
            qemuImg.empty(part, machine.storage());
        }
        Directories.readableByAll(part);
        Directories.replace(part, disk);
    }

    /** The machine's directory; emptied if an earlier build made it. */
    private synchronized Path directoryOf(Owner owner) throws IOException {
        Path directory = directory(owner.instance());
        Path marker = directory.resolve("owner.json");
        Optional<Owner> before = readOwner(marker);
        if (before.isPresent() && before.get().task().equals(owner.task())) {
            return directory;
        }
        Directories.remove(directory);
        Directories.create(directory);
        Path part = marker.resolveSibling("owner.json.part");
        Files.write(part, Json.bytes(owner));
        Directories.replace(part, marker);
        return directory;
    }

    private static Optional<Owner> readOwner(Path marker) throws IOException {
        try {
            return Optional.of(Json.read(Files.readAllBytes(marker), Owner.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static boolean hasDisk(Machine machine) {
        return machine.storage() > 0 || machine.boot().file(ImageFile.Role.DISK).isPresent();
    }

    private Path directory(String instance) {
        return machines.resolve(instance);
    }

    private static Path disk(Path directory) {
        return directory.resolve("root.qcow2");
    }

    private static Path seed(Path directory) {
        return directory.resolve("seed.iso");
    }

    private static Path console(Path directory) {
        return directory.resolve("console.log");
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void blocking(String what, String instance, Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw failure("prepare or remove the " + what + " of", instance, e);
        }
    }

    private static HostFailureException failure(String what, String which, IOException e) {
        return new HostFailureException(
                HostFailureException.Kind.PASSING,
                "cannot " + what + " " + which + ": " + e,
                "see that the host's storage directory can be written and is not full",
                e);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
