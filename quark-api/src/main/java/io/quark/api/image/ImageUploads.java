package io.quark.api.image;

import io.quark.api.bind.Faults;
import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.common.model.ImageFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Keeps what is uploaded: {@code <dir>/uploads/<image>/<role>}, which appears whole or not at all. Memory stays flat whatever the size. Thread
 * safe; of two uploads of the same file the later one wins.
 */
public final class ImageUploads {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path uploads;

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
        Path whole = directory.resolve(role.text());
        Path part = directory.resolve(role.text() + "." + UUID.randomUUID() + ".part");
        try {
            Files.createDirectories(directory);
            try {
                write(data, part);
                Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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

    /** The problem that names what is wrong with uploaded data. */
    static void refuse(Faults faults) {
        if (!faults.isEmpty()) {
            String detail = "the data " + faults.found().get(0).detail();
            throw ProblemType.REFUSED.of(detail, "Upload a file of the image's format; see GET /v1/images/{image}.");
        }
    }
}
