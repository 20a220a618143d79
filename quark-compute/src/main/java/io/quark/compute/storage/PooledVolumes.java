package io.quark.compute.storage;

import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.model.VolumeDisk;
import io.quark.compute.hypervisor.DiskSource;
import io.quark.compute.hypervisor.DomainDisk;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Pool;
import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.hypervisor.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The volumes of a host: {@code volumes/<id>.json} says whose each is and where its content lies, written before the content is made and removed after
 * it. Content without such a record is somebody else's and never touched. Thread safe.
 */
final class PooledVolumes implements Volumes {

    private static final String RECORD = ".json";

    /** The pool without a name. */
    static final String DIRECTORY = "";

    private final Path directory;
    private final Map<String, Pool> pools;
    private final boolean shared;
    private final Workers workers;

    /**
     * @param directory of the records
     * @param pools by name; the empty name is the host's own directory
     * @param shared whether other computes of the tree may have made what lies here
     */
    PooledVolumes(Path directory, Map<String, Pool> pools, boolean shared, Workers workers) {
        this.directory = directory;
        this.pools = Map.copyOf(pools);
        this.shared = shared;
        this.workers = workers;
    }

    /**
     * @param pool absent: the host's own directory
     * @param source absent: its content may not be there yet
     */
    private record Kept(VolumeOwner owner, Optional<String> pool, Optional<DiskSource> source) {

        static Kept begun(VolumeOwner owner, String pool) {
            return new Kept(owner, Optional.of(pool).filter(name -> !name.isEmpty()), Optional.empty());
        }

        Kept at(DiskSource where) {
            return new Kept(owner, pool, Optional.of(where));
        }
    }

    @Override
    public CompletableFuture<Void> create(VolumeOwner owner, VolumeDisk volume) {
        return record(volume.id()).thenCompose(found -> {
            if (found.isPresent()) {
                requireOurs(found.get(), owner);
                return found.get().source().isPresent()
                        ? CompletableFuture.completedFuture(null)
                        : make(found.get(), volume);
            }
            return pool(volume.pool()).has(name(volume.id())).thenCompose(has -> {
                if (has) {
                    throw HostFailureException.permanent(
                            "there is something called " + volume.id() + " already that Quark has not made",
                            "see what it is and remove it");
                }
                Kept begun = Kept.begun(owner, volume.pool());
                return write(volume.id(), begun).thenCompose(written -> make(begun, volume));
            });
        });
    }

    private CompletableFuture<Void> make(Kept record, VolumeDisk volume) {
        return pool(record.pool().orElse(DIRECTORY))
                .create(name(volume.id()), volume.size())
                .thenCompose(source -> write(volume.id(), record.at(source)));
    }

    @Override
    public CompletableFuture<Void> uncreate(VolumeOwner owner, VolumeDisk volume) {
        return record(volume.id())
                .thenCompose(
                        found -> found.map(Kept::owner).filter(owner::equals).isPresent()
                                ? remove(owner, volume)
                                : CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletableFuture<Void> grow(VolumeOwner owner, VolumeDisk volume, boolean inUse) {
        return record(volume.id()).thenCompose(found -> {
            Kept record = found.orElseThrow(() -> absent(volume.id()));
            requireOurs(record, owner);
            return pool(record.pool().orElse(DIRECTORY)).grow(name(volume.id()), volume.size(), inUse);
        });
    }

    @Override
    public CompletableFuture<Void> remove(VolumeOwner owner, VolumeDisk volume) {
        return record(volume.id()).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            requireOurs(found.get(), owner);
            return pool(found.get().pool().orElse(DIRECTORY))
                    .remove(name(volume.id()))
                    .thenCompose(removed -> workers.run(
                            "forget the volume", volume.id(), () -> Files.deleteIfExists(file(volume.id()))));
        });
    }

    @Override
    public CompletableFuture<Void> find(VolumeDisk volume) {
        return record(volume.id()).thenCompose(found -> {
            String pool = found.filter(kept -> kept.source().isPresent())
                    .orElseThrow(() -> absent(volume.id()))
                    .pool()
                    .orElse(DIRECTORY);
            return pool(pool).has(name(volume.id())).thenAccept(has -> {
                if (!has) {
                    throw HostFailureException.permanent(
                            "the content of volume " + volume.id() + " is not in this host's pool '" + pool + "'",
                            "see whether the pool is the same on both hosts: volumes go along only then");
                }
            });
        });
    }

    @Override
    public CompletableFuture<Set<String>> all() {
        return workers.ask("list the volumes in", directory.toString(), () -> {
            try (Stream<Path> files = Files.list(directory)) {
                return files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(RECORD))
                        .map(name -> name.substring(0, name.length() - RECORD.length()))
                        .filter(Ids::isId)
                        .collect(Collectors.toSet());
            }
        });
    }

    @Override
    public DomainDisk disk(VolumeDisk volume) {
        try {
            DiskSource source = read(volume.id()).flatMap(Kept::source).orElseThrow(() -> absent(volume.id()));
            return DomainDisk.ofVolume(volume.id(), volume.device(), source);
        } catch (IOException e) {
            throw Workers.failure("look up the volume", volume.id(), e);
        }
    }

    private Pool pool(String name) {
        return Optional.ofNullable(pools.get(name))
                .orElseThrow(() -> HostFailureException.permanent(
                        "this host has no storage pool '" + name + "' for volumes",
                        "name it in storage.pools of quark-compute, or leave the pool out"));
    }

    private void requireOurs(Kept record, VolumeOwner asking) {
        VolumeOwner owner = record.owner();
        if (!owner.tree().equals(asking.tree()) || !(shared || owner.compute().equals(asking.compute()))) {
            throw HostFailureException.permanent(
                    "volume " + owner.volume() + " lies here, but is another compute's or another tree's",
                    "see which daemons use this storage directory");
        }
    }

    private static HostFailureException absent(String volume) {
        return HostFailureException.permanent(
                "volume " + volume + " is not on this host", "see on which host it is: it can be used only there");
    }

    private CompletableFuture<Optional<Kept>> record(String volume) {
        return workers.ask("look up the volume", volume, () -> read(volume));
    }

    private CompletableFuture<Void> write(String volume, Kept record) {
        return workers.run("write down the volume", volume, () -> Directories.write(file(volume), Json.bytes(record)));
    }

    private Optional<Kept> read(String volume) throws IOException {
        try {
            return Optional.of(Json.read(Files.readAllBytes(file(volume)), Kept.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Path file(String volume) {
        return directory.resolve(name(volume) + RECORD);
    }

    /** It becomes a part of a path. */
    private static String name(String volume) {
        if (!Ids.isId(volume)) {
            throw HostFailureException.permanent("'" + volume + "' is not the id of a volume", "report it as a bug");
        }
        return volume;
    }
}
