package io.quark.api.image;

import io.quark.api.bind.Faults;
import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.common.model.Image;
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
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
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
    private final ImageInspector inspector;
    private volatile Map<Path, Instant> unknownSince = Map.of();

    /**
     * Uploads below a directory.
     *
     * @param inspector is told the hash of each, so that none is read again for it
     * @throws IOException if it cannot be made
     */
    public ImageUploads(Path dir, ImageInspector inspector) throws IOException {
        this.inspector = inspector;
        this.uploads = Files.createDirectories(dir.resolve("uploads")).toRealPath();
    }

    /** Writes a stream to its place, and tells the inspector its hash; blocks while it comes. */
    Path take(String image, ImageFile.Role role, InputStream data) {
        Path directory = uploads.resolve(image);
        Path whole = directory.resolve(role.text() + "-" + UUID.randomUUID());
        Path part = directory.resolve(whole.getFileName() + ".part");
        try {
            Files.createDirectories(directory);
            try {
                MessageDigest digest = ImageInspector.sha256();
                write(new DigestInputStream(data, digest), part);
                Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
                inspector.remember(whole, HexFormat.of().formatHex(digest.digest()));
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
     * asked for by a build that was accepted before its image was deleted. Removes as well what lost against another upload: as images do not change,
     * nothing will ever name it. To be called now and then, by one thread at a time.
     *
     * @param images by id, as far as there are any
     */
    public void sweep(Function<String, Optional<Image>> images, Instant now) {
        try (Stream<Path> listed = Files.list(uploads)) {
            List<Path> directories = listed.toList();
            for (Path directory : directories) {
                Optional<Image> image = images.apply(String.valueOf(directory.getFileName()));
                if (image.isPresent()) {
                    removeSuperseded(directory, image.orElseThrow());
                }
            }
            Map<Path, Instant> unknown = directories.stream()
                    .filter(directory -> images.apply(String.valueOf(directory.getFileName()))
                            .isEmpty())
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

    private static void removeSuperseded(Path directory, Image image) throws IOException {
        for (ImageFile recorded : image.files()) {
            String name = String.valueOf(Path.of(recorded.path()).getFileName());
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    String other = String.valueOf(file.getFileName());
                    if (other.startsWith(recorded.role().text() + "-") && !other.equals(name)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
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
