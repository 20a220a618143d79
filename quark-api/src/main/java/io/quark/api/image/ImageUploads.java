package io.quark.api.image;

import io.quark.api.bind.Faults;
import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.common.model.ImageFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is uploaded: {@code <dir>/uploads/<image>/<role>-<random>}, which appears whole or not at all and never changes: each of two
 * uploads at once has a file of its own, and orc says which one counts. Memory stays flat whatever the size. Thread safe.
 */
public final class ImageUploads {

    private static final Logger LOG = LoggerFactory.getLogger(ImageUploads.class);
    private static final Duration KEEP = Duration.ofHours(1);
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path uploads;
    private volatile Map<Path, Instant> unknownSince = Map.of();

    /**
     * Uploads below a directory.
     *
     * @throws IOException if it cannot be made
     */
    public ImageUploads(Path dir) throws IOException {
        this.uploads = Files.createDirectories(dir.resolve("uploads")).toRealPath();
    }

    /** Writes a stream to its place; blocks while it comes. */
    Path take(String image, ImageFile.Role role, InputStream data) {
        Path directory = uploads.resolve(image);
        Path whole = directory.resolve(role.text() + "-" + UUID.randomUUID());
        Path part = directory.resolve(whole.getFileName() + ".part");
        try {
            Files.createDirectories(directory);
            try {
                write(data, part);
                Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
                return whole;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static void write(InputStream data, Path part) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (OutputStream out = Files.newOutputStream(part)) {
            for (int n = data.read(buffer); n >= 0; n = data.read(buffer)) {
                out.write(buffer, 0, n);
            }
        }
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true); // the tree will say that it is there
        }
    }

    private static ProblemException failed(IOException e) {
        return ProblemType.UNAVAILABLE
                .of(
                        "the data could not be stored as a whole: " + e.getMessage(),
                        "See that the api has room for it, then send it again.")
                .retryAfter(5);
    }

    /** Takes an upload away again, where it turned out to be of no use. */
    void discard(Path whole) {
        try {
            Files.deleteIfExists(whole);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Removes the uploads of images that have been unknown for an hour: until then one may belong to an image that is not seen here yet, or be
     * asked for by a build that was accepted before its image was deleted. To be called now and then, by one thread at a time.
     *
     * @param isKnown whether there is an image of this id
     */
    public void sweep(Predicate<String> isKnown, Instant now) {
        try (Stream<Path> directories = Files.list(uploads)) {
            Map<Path, Instant> unknown = directories
                    .filter(directory -> !isKnown.test(String.valueOf(directory.getFileName())))
                    .collect(Collectors.toMap(
                            Function.identity(), directory -> unknownSince.getOrDefault(directory, now)));
            unknownSince = unknown;
            for (Map.Entry<Path, Instant> directory : unknown.entrySet()) {
                if (!now.isBefore(directory.getValue().plus(KEEP))) {
                    remove(directory.getKey());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("uploads of images that are gone could not be removed: {}", e.toString());
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }

    /** The problem that names what is wrong with uploaded data. */
    static void refuse(Faults faults) {
        if (!faults.isEmpty()) {
            String detail = "the data " + faults.found().get(0).detail();
            throw ProblemType.REFUSED.of(detail, "Upload a file of the image's format; see GET /v1/images/{image}.");
        }
    }
}
