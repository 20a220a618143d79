package io.quark.compute.storage;

import io.quark.common.model.ImageFile;
import io.quark.compute.hypervisor.HostFailureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;

/**
 * The images that machines of this host boot from, each in a file named by its SHA-256.
 *
 * <p>A file is fetched once, however many builds wait for it, and is seen under its name only when it is complete and
 * its hash is right. Thread safe. Computes that share the directory fetch each into files of their own: whose is complete first counts.
 */
final class ImageCache {

    private static final String PART = ".part";

    /** No fetch takes so long without writing anything. */
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private static final int BUFFER_BYTES = 1024 * 1024;

    private final Path directory;
    private final ImageSource source;
    private final Executor fetchers;
    private final ImageRoom room;
    private final String part;
    private final Clock clock;
    private final ConcurrentMap<String, CompletableFuture<Path>> fetching = new ConcurrentHashMap<>();

    /**
     * @param fetchers threads that block while a file is fetched; their number bounds the fetches at once
     * @param compute whose process this is
     */
    ImageCache(Path directory, ImageSource source, Executor fetchers, ImageRoom room, Clock clock, String compute) {
        this.part = "." + compute + PART;
        this.room = room;
        this.clock = clock;
        this.directory = directory;
        this.source = source;
        this.fetchers = fetchers;
    }

    /** Makes the directory ready; removes what a killed predecessor, or a compute that never came back, left half fetched. */
    void open() throws IOException {
        Directories.create(directory);
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, "*" + PART)) {
            Instant oldest = clock.instant().minus(FORGOTTEN);
            for (Path found : parts) {
                if (String.valueOf(found.getFileName()).endsWith(part) || isOlder(found, oldest)) {
                    Files.deleteIfExists(found);
                }
            }
        }
        room.open();
    }

    private static boolean isOlder(Path file, Instant oldest) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(oldest);
        } catch (NoSuchFileException e) {
            return false; // another compute has just finished it
        }
    }

    /** Where the file lies, or will lie once it has been fetched. */
    Path path(ImageFile file) {
        return directory.resolve(file.sha256());
    }

    /** Remembers that a file of the cache is being used now: the time is that of its last change. */
    void used(ImageFile file) throws IOException {
        Files.setLastModifiedTime(path(file), FileTime.from(clock.instant()));
    }

    /** The file in the cache, fetched now if it was not there. It stays only if it is pinned, or a machine needs it. */
    CompletableFuture<Path> get(ImageFile file) {
        Path cached = path(file);
        if (Files.exists(cached)) {
            return CompletableFuture.completedFuture(cached);
        }
        CompletableFuture<Path> mine = new CompletableFuture<>();
        CompletableFuture<Path> others = fetching.putIfAbsent(file.sha256(), mine);
        if (others != null) {
            return others;
        }
        fetchers.execute(() -> {
            try {
                Path path = fetch(file, cached);
                fetching.remove(file.sha256(), mine);
                mine.complete(path);
            } catch (RuntimeException | Error e) {
                fetching.remove(file.sha256(), mine);
                mine.completeExceptionally(e);
            }
        });
        return mine;
    }

    private Path fetch(ImageFile file, Path cached) {
        Path mine = cached.resolveSibling(file.sha256() + part);
        try {
            if (Files.exists(cached)) { // another one finished between the look and the entry
                return cached;
            }
            room.makeFor(file.size());
            requireRoom(file);
            copy(file, mine);
            Directories.readableByAll(mine);
            Directories.replace(mine, cached);
            return cached;
        } catch (IOException | UncheckedIOException e) {
            throw new HostFailureException(
                    HostFailureException.Kind.PASSING,
                    "cannot fetch the image file " + file.sha256() + ": " + e.getMessage(),
                    "see that its source can be reached from this host and that " + directory + " can be written",
                    e);
        } finally {
            discard(mine);
        }
    }

    private void requireRoom(ImageFile file) throws IOException {
        long usable = Files.getFileStore(directory).getUsableSpace();
        if (usable < file.size()) {
            throw HostFailureException.permanent(
                    "no room for an image file of " + file.size() + " bytes: " + directory + " has " + usable + " left",
                    "make room on this host");
        }
    }

    private void copy(ImageFile file, Path part) throws IOException {
        MessageDigest digest = sha256();
        long copied = 0;
        try (InputStream in = source.open(file);
                OutputStream out = Files.newOutputStream(part)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                copied += read;
                if (copied > file.size()) {
                    break;
                }
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (copied != file.size() || !found.equals(file.sha256())) {
            throw HostFailureException.permanent(
                    "the image file at " + source.where(file) + " is not the one that was registered (" + file.size()
                            + " bytes, sha256 " + file.sha256() + ")",
                    "register the image again");
        }
    }

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // removed at the next start
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
