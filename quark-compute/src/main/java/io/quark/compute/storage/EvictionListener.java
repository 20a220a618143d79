package io.quark.compute.storage;

/** Told of each image that leaves the cache. Called by the thread that fetches another one; must not block. */
public interface EvictionListener {

    /** For those who count nothing. */
    EvictionListener NONE = bytes -> {};

    void evicted(long bytes);
}
