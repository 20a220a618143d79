package io.quark.compute.storage;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.disk.DiskHeader;
import io.quark.common.json.Json;
import io.quark.compute.hypervisor.HostFailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** qemu-img: looks at images and makes disks. Blocks the calling thread. */
final class QemuImg {

    private static final long MIB = 1024L * 1024;
    private static final String QCOW2 = "qcow2";

    private final Command command;

    QemuImg(Command command) {
        this.command = command;
    }

    /**
     * The size of the disk that an image holds, MiB, rounded up.
     *
     * @param format that it is said to have; never guessed, or a raw disk could pretend to be a qcow2 with any file of
     *     the host below it
     * @throws HostFailureException if it has not that format, or needs another file beside it
     */
    long virtualSize(Path image, String format) throws IOException {
        if (format.equals(QCOW2)) {
            requireSafe(image);
        }
        JsonNode info =
                Json.tree(command.run(List.of("qemu-img", "info", "--output=json", "-f", format, image.toString()))
                        .getBytes(StandardCharsets.UTF_8));
        return (info.path("virtual-size").asLong() + MIB - 1) / MIB;
    }

    private static void requireSafe(Path image) throws IOException {
        Optional<String> fault = DiskHeader.fault(image, true);
        if (fault.isPresent()) {
            throw HostFailureException.permanent(
                    "the image " + image.getFileName() + " " + fault.get(), "register it again as it should be");
        }
    }

    /** Makes a disk whose unwritten parts are those of the image. */
    void overlay(Path disk, Path image, String imageFormat, long mib) {
        command.run(List.of(
                "qemu-img",
                "create",
                "-q",
                "-f",
                QCOW2,
                "-b",
                image.toString(),
                "-F",
                imageFormat,
                disk.toString(),
                mib + "M"));
    }

    /** Makes an empty disk. */
    void empty(Path disk, long mib) {
        command.run(List.of("qemu-img", "create", "-q", "-f", QCOW2, disk.toString(), mib + "M"));
    }

    /**
     * Lets a machine's own disk, which nobody uses, be at least so large.
     *
     * @param mib size
     */
    void grow(Path disk, long mib) throws IOException {
        if (ownSize(disk) >= mib) {
            return;
        }
        command.run(List.of("qemu-img", "resize", "-q", "-f", QCOW2, disk.toString(), mib + "M"));
        long now = ownSize(disk);
        if (now < mib) {
            throw HostFailureException.passing(
                    "the disk " + disk + " has " + now + " MiB, not " + mib, "see that the host's storage is not full");
        }
    }

    /** Of a disk that this compute has made; MiB, rounded down. */
    private long ownSize(Path disk) throws IOException {
        return Json.tree(command.run(List.of("qemu-img", "info", "--output=json", "-f", QCOW2, disk.toString()))
                                .getBytes(StandardCharsets.UTF_8))
                        .path("virtual-size")
                        .asLong()
                / MIB;
    }
}
