package io.quark.compute.storage;

import io.quark.common.id.Ids;
import io.quark.common.model.Boot;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.hypervisor.Pool;
import io.quark.compute.hypervisor.SharedStorage;
import io.quark.compute.hypervisor.Snapshots;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.hypervisor.Storage;
import io.quark.compute.hypervisor.Volumes;
import io.quark.compute.seed.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Storage on a local directory: {@code images/<sha256>}, {@code volumes/<id>.qcow2}, and {@code machines/<instance>/}, in which {@code
 * owner.json} says which task made the rest. Thread safe.
 */
public final class DiskStorage implements Storage, AutoCloseable {

    private static final long MIB = 1024L * 1024;
    private static final Duration PROGRAM_DEADLINE = Duration.ofMinutes(2);
    private static final int WORKERS = 4;

    /** Whole disks are copied apart from the rest, so that nothing short waits for them. */
    private static final int COPIERS = 2;

    private final Path machines;
    private final Path volumeRecords;
    private final Settings settings;
    private final Sockets sockets;
    private final ImageRoom imageRoom;
    private final ImageCache images;
    private final RootDisks roots;
    private final SeedIso seedIso;
    private final Workers workers;
    private final Workers copiers;
    private final Workers fetchers;
    private final Volumes volumes;
    private final Snapshots snapshots;

    private DiskStorage(Path directory, Settings settings, EvictionListener evictions) {
        this.machines = directory.resolve("machines");
        this.volumeRecords = directory.resolve("volumes");
        this.settings = settings;
        this.sockets = new Sockets(directory, settings.compute());
        Command command = new Command(PROGRAM_DEADLINE);
        QemuImg qemuImg = new QemuImg(command);
        this.seedIso = new SeedIso(command);
        this.workers = new Workers("storage", WORKERS);
        this.copiers = new Workers("disk-copy", COPIERS);
        // Fewer than the workers: the disk and the api behind them are shared.
        this.fetchers = new Workers("image-fetch", WORKERS / 2);
        Path cache = directory.resolve("images");
        Optional<SharedPins> pins = settings.shared().isPresent()
                ? Optional.of(new SharedPins(cache, settings.compute()))
                : Optional.empty();
        this.imageRoom = new ImageRoom(cache, settings.imageCacheMib() * MIB, new ImageUse(machines), evictions, pins);
        this.images = new ImageCache(
                cache, new ImageSource(), fetchers.threads(), imageRoom, Clock.systemUTC(), settings.compute());
        this.roots = new RootDisks(qemuImg, images);
        Map<String, Pool> pools = new HashMap<>(settings.pools());
        pools.put(PooledVolumes.DIRECTORY, new DirectoryPool(volumeRecords, qemuImg, workers));
        this.volumes = new PooledVolumes(volumeRecords, pools, settings.shared().isPresent(), workers);
        this.snapshots = new SnapshotFiles(machines, qemuImg, copiers);
    }

    /**
     * What a storage directory is like.
     *
     * @param compute name of the host's compute
     * @param imageCacheMib what cached images may take in all, those that machines need apart; 0: no limit
     * @param vendorData what every machine here is told at its first boot
     * @param shared the name under which other computes of the same tree use the same directory, if they do
     * @param pools where volumes may lie besides the directory, by name
     */
    public record Settings(
            String compute,
            long imageCacheMib,
            Optional<String> vendorData,
            Optional<String> shared,
            Map<String, Pool> pools) {
        public Settings {
            pools = Map.copyOf(pools);
        }

        /** A directory of one compute, and nothing else. */
        public static Settings plain(String compute, long imageCacheMib) {
            return new Settings(compute, imageCacheMib, Optional.empty(), Optional.empty(), Map.of());
        }
    }

    /**
     * Makes the directory ready.
     *
     * @param directory on a file system with room; the QEMU user must be able to enter it. This process owns it
     */
    public static DiskStorage open(Path directory, Settings settings, EvictionListener evictions) throws IOException {
        DiskStorage storage = new DiskStorage(directory.toAbsolutePath().normalize(), settings, evictions);
        Directories.create(storage.machines);
        Directories.create(storage.volumeRecords);
        storage.images.open();
        storage.sockets.create();
        return storage;
    }

    @Override
    public CompletableFuture<Void> allocate(Owner owner, Machine machine, StopSignal stop) {
        return withImages(machine, stop, () -> {
            MachineDirectory directory = emptiedUnlessOf(owner);
            ImageUse.record(directory.path(), machine);
            used(machine);
            if (Files.notExists(directory.console())) {
                // The log daemon would make it unreadable for others than root.
                Directories.readableByAll(Files.createFile(directory.console()));
            }
            if (RootDisks.has(machine) && Files.notExists(directory.disk())) {
                roots.make(directory.disk(), machine);
            }
        });
    }

    @Override
    public CompletableFuture<Void> fetch(Owner owner, Machine machine, StopSignal stop) {
        return withImages(machine, stop, () -> {
            MachineDirectory directory = present(machine.instance());
            // What it had booted from is needed until the change is made.
            ImageUse.add(directory.path(), machine);
            used(machine);
            roots.makeRescue(directory.rescueDisk(), machine);
        });
    }

    @Override
    public CompletableFuture<Void> rebuild(Owner owner, Machine machine, StopSignal stop) {
        return withImages(machine, stop, () -> {
            MachineDirectory directory = present(machine.instance());
            if (isOf(owner, directory)) {
                return;
            }
            ImageUse.add(directory.path(), machine);
            if (RootDisks.has(machine)) {
                roots.make(directory.disk(), machine);
            } else {
                Files.deleteIfExists(directory.disk());
            }
            ImageUse.record(directory.path(), machine);
            directory.own(owner);
        });
    }

    @Override
    public CompletableFuture<Void> endRescue(Machine machine) {
        return workers.run("remove the rescue disk of", machine.instance(), () -> {
            MachineDirectory directory = of(machine.instance());
            if (Files.exists(directory.path())) {
                Files.deleteIfExists(directory.rescueDisk());
                ImageUse.record(directory.path(), machine);
            }
        });
    }

    @Override
    public CompletableFuture<Void> writeSeed(Owner owner, Machine machine, StopSignal stop) {
        return workers.run("write the seed of", machine.instance(), () -> {
            stop.check();
            seedIso.write(
                    Seed.of(machine, settings.vendorData()),
                    emptiedUnlessOf(owner).seed());
        });
    }

    @Override
    public CompletableFuture<Void> renewSeed(Machine machine) {
        return workers.run("write the seed of", machine.instance(), () -> {
            MachineDirectory directory = of(machine.instance());
            if (Files.exists(directory.path())) {
                seedIso.write(Seed.of(machine, settings.vendorData()), directory.seed());
            }
        });
    }

    @Override
    public CompletableFuture<Void> growDisk(Machine machine) {
        return workers.run(
                "grow the disk of",
                machine.instance(),
                () -> roots.grow(of(machine.instance()).disk(), machine));
    }

    @Override
    public CompletableFuture<Void> release(String instance) {
        return workers.run("remove the files of", instance, () -> {
            sockets.remove(instance);
            Directories.remove(of(instance).path());
        });
    }

    @Override
    public MachineFiles files(Machine machine) {
        MachineDirectory directory = of(machine.instance());
        Optional<Path> own = RootDisks.has(machine) ? Optional.of(directory.disk()) : Optional.empty();
        boolean rescued = machine.rescue().isPresent();
        Optional<Path> rescue = RootDisks.hasRescue(machine) ? Optional.of(directory.rescueDisk()) : Optional.empty();
        Boot boot = machine.rescue().orElse(machine.boot());
        return new MachineFiles(
                rescued ? rescue : own,
                boot.file(ImageFile.Role.KERNEL).map(images::path),
                boot.file(ImageFile.Role.INITRD).map(images::path),
                Optional.of(directory.seed()),
                Optional.of(directory.console()),
                sockets.serial(machine.instance()),
                sockets.vnc(machine.instance()),
                rescued ? own : Optional.empty(),
                machine.volumes().stream().map(volumes::disk).toList());
    }

    @Override
    public Optional<SharedStorage> shared() {
        return settings.shared().map(Shared::new);
    }

    /** The same directory, as other hosts have it, too. */
    private final class Shared implements SharedStorage {

        private final String name;

        Shared(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public CompletableFuture<Boolean> isAnothers(String instance) {
            return workers.ask(
                    "look at the files of",
                    instance,
                    () -> of(instance)
                            .owner()
                            .filter(owner -> !owner.compute().equals(settings.compute()))
                            .isPresent());
        }

        @Override
        public CompletableFuture<Void> find(Owner owner, Machine machine, StopSignal stop) {
            CompletableFuture<Void> own = withImages(machine, stop, () -> {
                MachineDirectory directory = present(machine.instance());
                used(machine);
                if (RootDisks.has(machine) && Files.notExists(directory.disk())) {
                    throw HostFailureException.permanent(
                            "the disk of " + machine.instance() + " is not on this host",
                            "see whether the storage '" + name + "' is mounted here as it is on its other hosts");
                }
            });
            return own.thenCompose(found -> CompletableFuture.allOf(
                    machine.volumes().stream().map(volumes::find).toArray(CompletableFuture<?>[]::new)));
        }

        @Override
        public CompletableFuture<Void> takeOver(Owner owner) {
            return workers.run(
                    "take over the files of",
                    owner.instance(),
                    () -> present(owner.instance()).own(owner));
        }

        @Override
        public CompletableFuture<Void> leave(String instance) {
            return workers.run("remove the sockets of", instance, () -> sockets.remove(instance));
        }
    }

    @Override
    public Volumes volumes() {
        return volumes;
    }

    @Override
    public Snapshots snapshots() {
        return snapshots;
    }

    @Override
    public CompletableFuture<Set<String>> instances() {
        return workers.ask("list the machines in", machines.toString(), () -> {
            try (Stream<Path> entries = Files.list(machines)) {
                return entries.map(entry -> entry.getFileName().toString())
                        .filter(Ids::isId)
                        .filter(this::isHere)
                        .collect(Collectors.toSet());
            }
        });
    }

    @Override
    public CompletableFuture<Long> size() {
        return workers.ask(
                "measure",
                machines.toString(),
                () -> Files.getFileStore(machines).getTotalSpace() / MIB);
    }

    @Override
    public void close() {
        workers.close();
        copiers.close();
        fetchers.close();
    }

    /** Does something for which the machine's images must be in the cache, and stay there until it is written down who needs them. */
    private CompletableFuture<Void> withImages(Machine machine, StopSignal stop, Workers.Work work) {
        List<String> needed = ImageUse.needed(machine);
        return workers.run("keep the images of", machine.instance(), () -> imageRoom.pin(needed))
                .thenCompose(pinned -> fetched(machine, stop)
                        .thenCompose(fetched -> workers.run("make the disk of", machine.instance(), () -> {
                            stop.check();
                            work.run();
                        }))
                        // A lock that others hold is never waited for on the caller's thread.
                        .whenCompleteAsync((nothing, failure) -> imageRoom.unpin(needed), workers.threads()));
    }

    private CompletableFuture<Void> fetched(Machine machine, StopSignal stop) {
        return stop.unlessAsked(
                CompletableFuture.allOf(ImageUse.files(machine).map(images::get).toArray(CompletableFuture<?>[]::new)));
    }

    private void used(Machine machine) throws IOException {
        for (ImageFile file : ImageUse.files(machine).toList()) {
            images.used(file);
        }
    }

    /** On shared storage the machines of other computes lie beside this one's. */
    private boolean isHere(String instance) {
        if (settings.shared().isEmpty()) {
            return true;
        }
        try {
            return of(instance)
                    .owner()
                    .filter(owner -> owner.compute().equals(settings.compute()))
                    .isPresent();
        } catch (IOException e) {
            throw Workers.failure("look at", instance, e);
        }
    }

    /** The machine's directory; emptied if an earlier build made it. */
    private synchronized MachineDirectory emptiedUnlessOf(Owner owner) throws IOException {
        MachineDirectory directory = of(owner.instance());
        if (!isOf(owner, directory)) {
            Directories.remove(directory.path());
            Directories.create(directory.path());
            directory.own(owner);
        }
        return directory;
    }

    private static boolean isOf(Owner owner, MachineDirectory directory) throws IOException {
        return directory.owner().map(Owner::task).filter(owner.task()::equals).isPresent();
    }

    private MachineDirectory present(String instance) {
        MachineDirectory directory = of(instance);
        if (Files.notExists(directory.path())) {
            throw HostFailureException.permanent(
                    "machine " + instance + " has no files on this host", "see where the machine is");
        }
        return directory;
    }

    private MachineDirectory of(String instance) {
        return new MachineDirectory(machines.resolve(instance));
    }
}
