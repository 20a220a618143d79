package io.quark.compute.storage;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.disk.DiskHeader;
import io.quark.common.json.Json;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.StopSignal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** qemu-img: looks at images and makes disks. Blocks the calling thread. */
final class QemuImg {

    static final String QCOW2 = "qcow2";

    private static final long MIB = 1024L * 1024;
    private static final String PROGRAM = "qemu-img";

    /** Of util-linux, which every Debian has. */
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

    /** What looking at a file that somebody else made may cost: 1 GiB of memory, half a minute of a processor. */
    private static final List<String> LIMITS = List.of("--as=1073741824", "--cpu=30", "--core=0");

    /** However large a disk is: a terabyte at 50 MB/s. */
    private static final Duration COPY_DEADLINE = Duration.ofHours(6);

    private final Command command;
    private final Command copying = new Command(COPY_DEADLINE);

    QemuImg(Command command) {
        this.command = command;
    }

    /**
     * The size of the disk that an image holds, MiB, rounded up. The image may have been made to do harm.
     *
     * @param format that it is said to have; never guessed, or a raw disk could pretend to be a qcow2 with any file of
     *     the host below it
     * @throws HostFailureException if it has not that format, or needs another file beside it
     */
    long virtualSize(Path image, String format) throws IOException {
        if (format.equals(QCOW2)) {
            requireSafe(image);
        }
        List<String> limited = new ArrayList<>();
        if (Files.isExecutable(PRLIMIT)) {
            limited.add(PRLIMIT.toString());
            limited.addAll(LIMITS);
        }
        limited.addAll(List.of(PROGRAM, "info", "--output=json", "-f", format, image.toString()));
        return sizeIn(command.run(limited));
    }

    private static long sizeIn(String info) {
        JsonNode tree = Json.tree(info.getBytes(StandardCharsets.UTF_8));
        return (tree.path("virtual-size").asLong() + MIB - 1) / MIB;
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
                PROGRAM,
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
        command.run(List.of(PROGRAM, "create", "-q", "-f", QCOW2, disk.toString(), mib + "M"));
    }

    /** Makes a copy that stands alone of a disk that was made here, whatever lies below that. Nobody may write to it meanwhile. */
    void flatten(Path disk, Path copy, StopSignal stop) {
        copying.run(List.of(PROGRAM, "convert", "-f", QCOW2, "-O", QCOW2, disk.toString(), copy.toString()), stop);
    }

    /** Copies a file that stands alone; at no cost where the file system can. */
    void copy(Path disk, Path copy, StopSignal stop) {
        copying.run(List.of("cp", "--reflink=auto", "--sparse=always", disk.toString(), copy.toString()), stop);
    }

    /**
     * Lets a disk that was made here, and that nobody uses, be at least so large.
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
