package io.quark.compute.hypervisor;

import java.util.concurrent.CompletableFuture;

/**
 * A place for the content of volumes: a directory, or a pool that somebody else keeps (a volume group, a Ceph pool, ...). Idempotent, asynchronous and
 * failing as {@link Hypervisor} is. Whose a volume is, is none of its business.
 */
public interface Pool {

    /**
     * Makes the content, empty, for a volume that nobody has used yet; where there is some of that name already, it is kept if it is what is asked
     * for, and made anew if not.
     *
     * @param name file name or what stands for one; unique in all trees
     */
    CompletableFuture<DiskSource> create(String name, long mib);

    /** Whether there is content of that name. */
    CompletableFuture<Boolean> has(String name);

    /**
     * Makes it as large as said, never smaller.
     *
     * @param inUse whether a running machine has it
     */
    CompletableFuture<Void> grow(String name, long mib, boolean inUse);

    /** Removes it; nothing happens where there is none. */
    CompletableFuture<Void> remove(String name);
}
