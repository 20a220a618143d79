package io.quark.compute.hypervisor;

import io.quark.common.model.VolumeDisk;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The volumes that lie on one host: they outlive machines, and nothing but {@link #remove} ends them.
 *
 * <p>Idempotent, asynchronous and failing as {@link Hypervisor} is. It touches only what it has written down as its own: content of the same name
 * that something else made is never changed. The caller runs one operation at a time per volume.
 */
public interface Volumes {

    /** Makes it, empty; one that is there already is kept as it is. */
    CompletableFuture<Void> create(VolumeOwner owner, VolumeDisk volume);

    /** Takes {@link #create} back: removes it if, and only if, that very task made it. */
    CompletableFuture<Void> uncreate(VolumeOwner owner, VolumeDisk volume);

    /**
     * Makes it as large as said; never smaller.
     *
     * @param inUse whether a running machine has it: then what that machine's hypervisor grows itself is left to it
     */
    CompletableFuture<Void> grow(VolumeOwner owner, VolumeDisk volume, boolean inUse);

    /** Removes it with all that is in it. */
    CompletableFuture<Void> remove(VolumeOwner owner, VolumeDisk volume);

    /** Sees that it is here, with its content; fails if not. */
    CompletableFuture<Void> find(VolumeDisk volume);

    /** The volumes that lie here. */
    CompletableFuture<Set<String>> all();

    /**
     * The volume as a machine's disk.
     *
     * @throws HostFailureException if it is not here
     */
    DomainDisk disk(VolumeDisk volume);
}
