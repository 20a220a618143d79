package io.quark.compute.storage;

import io.quark.compute.storage.Eviction.Cached;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the image cache within its limit: before a file is fetched, those that were not used for the longest time go. One that a
 * machine needs, or a build that is under way, never goes; so the cache may be larger than its limit where machines need all of it,
 * and by what is being fetched just then. Thread safe; blocks.
 */
final class ImageRoom {

    private static final Logger LOG = LoggerFactory.getLogger(ImageRoom.class);
    private static final Pattern COMPLETE = Pattern.compile("[0-9a-f]{64}");

    private final Path directory;
    private final long limitBytes;
    private final ImageUse use;
    private final EvictionListener told;
    private final Optional<SharedPins> shared;
    private final Map<String, Integer> pins = new HashMap<>();

    /**
     * @param limitBytes 0: no limit; then files go only when the file system is full
     * @param shared with other computes; absent: the directory is this one's own
     */
    ImageRoom(Path directory, long limitBytes, ImageUse use, EvictionListener told, Optional<SharedPins> shared) {
        this.shared = shared;
        this.directory = directory;
        this.limitBytes = limitBytes;
        this.use = use;
        this.told = told;
    }

    /** From now on these stay; before it is looked whether they are there. Each call has its {@link #unpin}. */
    synchronized void pin(Collection<String> images) throws IOException {
        if (shared.isPresent() && !pins.keySet().containsAll(images)) {
            shared.get().pin(images);
        }
        images.forEach(sha256 -> pins.merge(sha256, 1, Integer::sum));
    }

    /** Whoever pinned them has written down that he needs them, or does not any more. */
    synchronized void unpin(Collection<String> images) {
        images.forEach(sha256 -> pins.computeIfPresent(sha256, (key, count) -> count == 1 ? null : count - 1));
        shared.ifPresent(
                pin -> images.stream().filter(image -> !pins.containsKey(image)).forEach(image -> unpin(pin, image)));
    }

    private static void unpin(SharedPins shared, String image) {
        try {
            shared.unpin(image);
        } catch (IOException e) {
            LOG.warn("the image {} stays in the cache for a day more than it has to: {}", image, e.toString());
        }
    }

    /** Makes the directory ready. */
    void open() throws IOException {
        if (shared.isPresent()) {
            shared.get().open();
        }
        makeFor(0);
    }

    /** Makes room for a file of that size, as far as that goes. */
    synchronized void makeFor(long bytes) throws IOException {
        if (shared.isPresent()) {
            shared.get().exclusively(() -> make(bytes));
        } else {
            make(bytes);
        }
    }

    private void make(long bytes) throws IOException {
        List<Cached> cached = cached();
        long overLimit = limitBytes == 0 ? 0 : Eviction.bytes(cached) - limitBytes + bytes;
        long overDisk = bytes - Files.getFileStore(directory).getUsableSpace();
        if (overLimit <= 0 && overDisk <= 0) {
            return;
        }
        Optional<Set<String>> needed = use.all();
        if (needed.isEmpty()) {
            return;
        }
        Set<String> kept = new HashSet<>(needed.get());
        kept.addAll(pins.keySet());
        if (shared.isPresent()) {
            kept.addAll(shared.get().all());
        }
        if (overDisk > Eviction.evictableBytes(cached, kept)) {
            return; // it will not fit whatever goes
        }
        long freed = 0;
        for (Cached file : Eviction.choose(cached, kept, Math.max(overLimit, overDisk))) {
            Files.deleteIfExists(directory.resolve(file.sha256()));
            freed += file.bytes();
            LOG.info(
                    "image {} ({} bytes) left the cache; it was last used at {}",
                    file.sha256(),
                    file.bytes(),
                    file.lastUsed());
            told.evicted(file.bytes());
        }
        if (freed < overLimit) {
            LOG.warn(
                    "the image cache {} is {} bytes over its limit: machines need what is in it",
                    directory,
                    overLimit - freed);
        }
    }

    private List<Cached> cached() throws IOException {
        List<Cached> cached = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (COMPLETE.matcher(name).matches()) {
                    try {
                        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                        cached.add(new Cached(
                                name,
                                attributes.size(),
                                attributes.lastModifiedTime().toInstant()));
                    } catch (NoSuchFileException e) {
                        LOG.debug("{} went meanwhile", file);
                    }
                }
            }
        }
        return cached;
    }
}
