package io.quark.compute.storage;

import io.quark.compute.hypervisor.DiskSource;
import io.quark.compute.hypervisor.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A directory with a qcow2 file for each volume. Thread safe. */
final class DirectoryPool implements Pool {

    private final Path directory;
    private final QemuImg qemuImg;
    private final Workers workers;

    DirectoryPool(Path directory, QemuImg qemuImg, Workers workers) {
        this.directory = directory;
        this.qemuImg = qemuImg;
        this.workers = workers;
    }

    @Override
    public CompletableFuture<DiskSource> create(String name, long mib) {
        return workers.ask("make the volume", name, () -> {
            Path file = file(name);
            if (Files.notExists(file)) {
                Path part = file.resolveSibling(file.getFileName() + ".part");
                Files.deleteIfExists(part);
                qemuImg.empty(part, mib);
                Directories.readableByAll(part);
                Directories.replace(part, file);
            }
            return new DiskSource.InFile(file.toString(), QemuImg.QCOW2);
        });
    }

    @Override
    public CompletableFuture<Boolean> has(String name) {
        return workers.ask("look for the volume", name, () -> Files.exists(file(name)));
    }

    /** QEMU itself grows the file that it has open. */
    @Override
    public CompletableFuture<Void> grow(String name, long mib, boolean inUse) {
        return inUse
                ? CompletableFuture.completedFuture(null)
                : workers.run("grow the volume", name, () -> qemuImg.grow(file(name), mib));
    }

    @Override
    public CompletableFuture<Void> remove(String name) {
        return workers.run("remove the volume", name, () -> {
            Path file = file(name);
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".part"));
            Files.deleteIfExists(file);
        });
    }

    private Path file(String name) {
        return directory.resolve(name + ".qcow2");
    }
}
