package io.quark.compute.storage;

import io.quark.common.model.Boot;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the disks that machines boot from: overlays on cached images, or empty ones. Blocks. */
final class RootDisks {

    private final QemuImg qemuImg;
    private final ImageCache images;

    RootDisks(QemuImg qemuImg, ImageCache images) {
        this.qemuImg = qemuImg;
        this.images = images;
    }

    /** Whether the machine has a disk of its own. */
    static boolean has(Machine machine) {
        return machine.storage() > 0 || machine.boot().file(ImageFile.Role.DISK).isPresent();
    }

    /** Whether the machine boots from another disk while it is rescued. */
    static boolean hasRescue(Machine machine) {
        return machine.rescue().flatMap(boot -> boot.file(ImageFile.Role.DISK)).isPresent();
    }

    /** Makes the machine's own disk, in the place of any that is there. */
    void make(Path disk, Machine machine) throws IOException {
        make(disk, machine.boot(), machine.storage());
    }

    /** Makes the machine's own disk as large as it is to be; one that had none gets an empty one. */
    void grow(Path disk, Machine machine) throws IOException {
        if (Files.exists(disk)) {
            qemuImg.grow(disk, machine.storage());
        } else if (machine.storage() > 0) {
            Path part = disk.resolveSibling(disk.getFileName() + ".part");
            Files.deleteIfExists(part);
            qemuImg.empty(part, machine.storage());
            Directories.readableByAll(part);
            Directories.replace(part, disk);
        }
    }

    /** Makes what it boots from while it is rescued, unless it is there. */
    void makeRescue(Path disk, Machine machine) throws IOException {
        if (hasRescue(machine) && Files.notExists(disk)) {
            make(disk, machine.rescue().orElseThrow(), 0);
        }
    }

    private void make(Path disk, Boot boot, long least) throws IOException {
        Path part = disk.resolveSibling(disk.getFileName() + ".part");
        Files.deleteIfExists(part);
        Optional<ImageFile> image = boot.file(ImageFile.Role.DISK);
        if (image.isPresent()) {
            Path base = images.path(image.get());
            long mib = Math.max(least, qemuImg.virtualSize(base, image.get().format()));
            qemuImg.overlay(part, base, image.get().format(), mib);
        } else {
            qemuImg.empty(part, least);
        }
        Directories.readableByAll(part);
        Directories.replace(part, disk);
    }
}
