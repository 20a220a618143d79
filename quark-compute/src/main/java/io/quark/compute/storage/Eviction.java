package io.quark.compute.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Decides which cached images go. Pure. */
final class Eviction {

    private Eviction() {}

    /** A complete file of the cache. */
    record Cached(String sha256, long bytes, Instant lastUsed) {}

    /**
     * The least recently used ones, as many as free so many bytes, or all that may go.
     *
     * @param kept those that must not go, by their SHA-256
     */
    static List<Cached> choose(Collection<Cached> cached, Set<String> kept, long bytesToFree) {
        List<Cached> chosen = new ArrayList<>();
        long freed = 0;
        for (Cached next : evictable(cached, kept)) {
            if (freed >= bytesToFree) {
                break;
            }
            chosen.add(next);
            freed += next.bytes();
        }
        return chosen;
    }

    /** How many bytes could be freed at most. */
    static long evictableBytes(Collection<Cached> cached, Set<String> kept) {
        return bytes(evictable(cached, kept));
    }

    static long bytes(Collection<Cached> files) {
        return files.stream().mapToLong(Cached::bytes).sum();
    }

    private static List<Cached> evictable(Collection<Cached> cached, Set<String> kept) {
        return cached.stream()
                .filter(file -> !kept.contains(file.sha256()))
                .sorted(Comparator.comparing(Cached::lastUsed))
                .toList();
    }
}
