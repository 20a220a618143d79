package io.quark.compute.hypervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/** What is done to the disks and the memory of domains that exist. Idempotent, asynchronous and failing as {@link Hypervisor} is. */
public interface DomainDisks {

    /** Gives the domain a disk: at once if it is active, and from its next start on. */
    CompletableFuture<Void> plugIn(String instance, DomainDisk disk);

    /**
     * Takes the disk away; completes only when the guest has let go of it, so that nobody writes to it any more. Fails where the guest does not,
     * soon enough for the caller to say so; then it is still there.
     */
    CompletableFuture<Void> unplug(String instance, DomainDisk disk);

    /**
     * Lets an active domain see that a disk has grown; one in a qcow2 file is grown by that. Nothing happens to a domain that is not active.
     *
     * @param mib its new size
     * @return whether the domain is active
     */
    CompletableFuture<Boolean> grow(String instance, DomainDisk disk, long mib);

    /**
     * Copies the root disk of an active domain, as it is at one moment, while the machine goes on. The copy stands alone.
     *
     * @param to a qcow2 file that is made; it is complete only if the future completes well
     * @param progress told, on any thread, which share is done, 0 to 1
     */
    CompletableFuture<Void> copyRoot(String instance, Path to, StopSignal stop, DoubleConsumer progress);

    /**
     * Saves the memory of an active domain to a file; the domain is not active afterwards, and its disks do not change any more. Nothing
     * happens where it is not active.
     */
    CompletableFuture<Void> save(String instance, Path to);

    /** Starts the domain from saved memory, paused. Nothing happens where it is active. */
    CompletableFuture<Void> startFrom(String instance, Path memory);

    /**
     * What must be the same so that saved memory can go on: memory, processors, disks and interfaces, as the domain is to be at its next start
     * (or, if it is active, is now); absent: there is no domain.
     */
    CompletableFuture<Optional<List<String>>> shape(String instance);
}
