package io.quark.compute.storage;

import io.quark.common.id.Ids;
import io.quark.common.model.ImageFile;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Snapshots;
import io.quark.compute.hypervisor.StopSignal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Snapshots in {@code machines/<instance>/snapshots/<id>/}: {@code root.qcow2}, {@code memory} where it has some, and {@code shape}, what the machine
 * was like. While it is being taken the directory is called {@code <id>.draft}: renaming it is what makes it a snapshot. Thread safe.
 */
final class SnapshotFiles implements Snapshots {

    private static final String DRAFT = ".draft";
    private static final String DISK = "root.qcow2";
    private static final String MEMORY = "memory";
    private static final String SHAPE = "shape";
    private static final String EXPORT = "export.qcow2";

    private final Path machines;
    private final QemuImg qemuImg;
    private final Workers workers;
    private final ImageUpload upload = new ImageUpload();

    /** @param machines the directory that has one for each machine */
    SnapshotFiles(Path machines, QemuImg qemuImg, Workers workers) {
        this.machines = machines;
        this.qemuImg = qemuImg;
        this.workers = workers;
    }

    @Override
    public Draft draft(String instance, String snapshot) {
        Path draft = draftDirectory(instance, snapshot);
        return new Draft(draft.resolve(DISK), draft.resolve(MEMORY));
    }

    @Override
    public CompletableFuture<Void> begin(String instance, String snapshot, boolean goOn) {
        return workers.run("make room for a snapshot of", instance, () -> {
            Path all = of(instance).snapshots();
            Path draft = draftDirectory(instance, snapshot);
            if (Files.notExists(all.getParent())) {
                throw HostFailureException.permanent(
                        "machine " + instance + " has no files on this host", "see where the machine is");
            }
            Directories.create(all);
            try (DirectoryStream<Path> drafts = Files.newDirectoryStream(all, "*" + DRAFT)) {
                for (Path found : drafts) {
                    if (!goOn || !found.equals(draft)) {
                        Directories.remove(found);
                    }
                }
            }
            Directories.create(draft);
        });
    }

    @Override
    public CompletableFuture<Boolean> hasMemory(String instance, String snapshot) {
        return workers.ask(
                "look at a snapshot of",
                instance,
                () -> Files.exists(draft(instance, snapshot).memory()) || Files.exists(memory(instance, snapshot)));
    }

    @Override
    public CompletableFuture<Void> copyRoot(String instance, String snapshot, StopSignal stop) {
        return workers.run("copy the disk of", instance, () -> {
            Path disk = of(instance).disk();
            Path copy = draft(instance, snapshot).disk();
            Files.deleteIfExists(copy);
            if (Files.exists(disk)) {
                qemuImg.flatten(disk, copy, stop);
            }
        });
    }

    @Override
    public CompletableFuture<Long> keep(String instance, String snapshot, List<String> shape) {
        return workers.ask("keep the snapshot of", instance, () -> {
            Path draft = draftDirectory(instance, snapshot);
            Path kept = directory(instance, snapshot);
            if (Files.notExists(kept)) {
                Files.write(draft.resolve(SHAPE), shape, StandardCharsets.UTF_8);
                Files.move(draft, kept);
            }
            return Directories.bytes(kept);
        });
    }

    @Override
    public CompletableFuture<List<String>> shape(String instance, String snapshot) {
        return workers.ask("look at a snapshot of", instance, () -> {
            Path kept = require(instance, snapshot);
            return Files.readAllLines(kept.resolve(SHAPE), StandardCharsets.UTF_8);
        });
    }

    @Override
    public CompletableFuture<Void> restore(String instance, String snapshot, long mib, StopSignal stop) {
        return workers.run("restore the disk of", instance, () -> {
            Path kept = require(instance, snapshot).resolve(DISK);
            Path disk = of(instance).disk();
            if (Files.notExists(kept)) {
                return; // the machine has no disk of its own
            }
            Path part = disk.resolveSibling(disk.getFileName() + ".part");
            Files.deleteIfExists(part);
            qemuImg.copy(kept, part, stop);
            qemuImg.grow(part, mib);
            Directories.readableByAll(part);
            Directories.replace(part, disk);
        });
    }

    @Override
    public Path memory(String instance, String snapshot) {
        return directory(instance, snapshot).resolve(MEMORY);
    }

    @Override
    public CompletableFuture<Void> remove(String instance, String snapshot) {
        return workers.run("remove a snapshot of", instance, () -> {
            Directories.remove(draftDirectory(instance, snapshot));
            Path kept = directory(instance, snapshot);
            if (Files.exists(kept)) {
                // At once gone for everybody, however long it takes until it is.
                Files.move(kept, draftDirectory(instance, snapshot));
                Directories.remove(draftDirectory(instance, snapshot));
            }
        });
    }

    @Override
    public CompletableFuture<Void> flatten(String instance, String snapshot, StopSignal stop) {
        return workers.run("flatten a snapshot of", instance, () -> {
            Path kept = require(instance, snapshot).resolve(DISK);
            Path copy = export(instance, snapshot);
            if (Files.notExists(kept)) {
                throw HostFailureException.permanent(
                        "snapshot " + snapshot + " of " + instance + " has no disk: the machine had none",
                        "make the image from a machine with a disk");
            }
            Files.deleteIfExists(copy);
            qemuImg.flatten(kept, copy, stop);
        });
    }

    @Override
    public CompletableFuture<ImageFile> upload(String instance, String snapshot, Upload to, StopSignal stop) {
        return upload.put(export(instance, snapshot), to, stop);
    }

    @Override
    public CompletableFuture<Void> unflatten(String instance, String snapshot) {
        return workers.run(
                "remove a copy of a snapshot of", instance, () -> Files.deleteIfExists(export(instance, snapshot)));
    }

    private MachineDirectory of(String instance) {
        return new MachineDirectory(machines.resolve(checked(instance)));
    }

    private Path directory(String instance, String snapshot) {
        return of(instance).snapshots().resolve(checked(snapshot));
    }

    private Path draftDirectory(String instance, String snapshot) {
        return of(instance).snapshots().resolve(checked(snapshot) + DRAFT);
    }

    private Path export(String instance, String snapshot) {
        return directory(instance, snapshot).resolve(EXPORT);
    }

    private Path require(String instance, String snapshot) throws IOException {
        Path kept = directory(instance, snapshot);
        if (Files.notExists(kept)) {
            throw HostFailureException.permanent(
                    "snapshot " + snapshot + " of " + instance + " is not on this host",
                    "see whether the machine was moved since, and delete the snapshot");
        }
        return kept;
    }

    /** It becomes a part of a path. */
    private static String checked(String id) {
        if (!Ids.isId(id)) {
            throw HostFailureException.permanent("'" + id + "' is not an id", "report it as a bug");
        }
        return id;
    }
}
