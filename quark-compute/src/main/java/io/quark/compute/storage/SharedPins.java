package io.quark.compute.storage;

import io.quark.compute.storage.Workers.Work;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which images the computes that share a cache are about to use, so that none takes away what another builds on just then: a file {@code
 * <sha256>.<compute>.pin} each, made under a lock that whoever takes images away holds as well. Thread safe; blocks.
 */
final class SharedPins {

    private static final Logger LOG = LoggerFactory.getLogger(SharedPins.class);
    private static final String PIN = ".pin";
    private static final int HASH_LENGTH = 64;

    /** A pin that is older was left by a compute that never came back: no image takes so long to be fetched. */
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Path directory;
    private final String compute;

    /** @param directory of the cache */
    SharedPins(Path directory, String compute) {
        this.directory = directory;
        this.compute = compute;
    }

    /** Removes what a killed predecessor has left. */
    void open() throws IOException {
        try (DirectoryStream<Path> own = Files.newDirectoryStream(directory, "*." + compute + PIN)) {
            for (Path pin : own) {
                if (image(pin).length() + compute.length() + PIN.length() + 1
                        == name(pin).length()) {
                    Files.deleteIfExists(pin);
                }
            }
        }
    }

    void pin(Collection<String> images) throws IOException {
        exclusively(() -> {
            for (String image : images) {
                Files.write(file(image), new byte[0]);
            }
        });
    }

    void unpin(String image) throws IOException {
        Files.deleteIfExists(file(image));
    }

    /** What any compute is about to use. */
    Set<String> all() throws IOException {
        Instant oldest = Instant.now().minus(FORGOTTEN);
        Set<String> all = new HashSet<>();
        try (DirectoryStream<Path> pins = Files.newDirectoryStream(directory, "*" + PIN)) {
            for (Path pin : pins) {
                try {
                    FileTime made = Files.getLastModifiedTime(pin);
                    if (made.toInstant().isAfter(oldest)) {
                        all.add(image(pin));
                    }
                } catch (NoSuchFileException e) {
                    LOG.debug("{} is not needed any more", pin);
                }
            }
        }
        return all;
    }

    /** Does it while no other compute pins an image or takes one away. */
    void exclusively(Work work) throws IOException {
        try (FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!locked(channel)) {
                if (System.nanoTime() > end) {
                    throw new IOException("the lock of " + directory + " was held for " + PATIENCE.toSeconds() + " s");
                }
                pause();
            }
            work.run(); // the lock goes with the channel
        }
    }

    /** Within one process others are told by an exception. */
    private static boolean locked(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the lock of the image cache", e);
        }
    }

    private Path file(String image) {
        return directory.resolve(image + "." + compute + PIN);
    }

    private static String image(Path pin) {
        String name = name(pin);
        return name.substring(0, Math.min(HASH_LENGTH, name.length()));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
