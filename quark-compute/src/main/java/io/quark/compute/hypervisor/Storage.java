package io.quark.compute.hypervisor;

import io.quark.common.model.Machine;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The files of machines on one host: disks, seeds, consoles, and the cache of images below them.
 *
 * <p>Idempotent, asynchronous and failing as {@link Hypervisor} is. The caller runs one operation at a time per
 * instance, {@code allocate} and {@code writeSeed} excepted, which may run side by side.
 */
public interface Storage {

    /**
     * Makes the machine's disk, fetching its image into the cache where it is not there yet. A disk that the same task
     * made is kept; one of an earlier task is made anew.
     */
    CompletableFuture<Void> allocate(Owner owner, Machine machine, StopSignal stop);

    /** Writes the cloud-init seed. */
    CompletableFuture<Void> writeSeed(Owner owner, Machine machine, StopSignal stop);

    /** Writes the cloud-init seed of a machine that is here anew; its guest sees it when it is started next. */
    CompletableFuture<Void> renewSeed(Machine machine);

    /**
     * Lets the root disk of a machine that is off be as large as it is to be, and sees that it is; it never shrinks. A machine that had none gets an
     * empty one.
     */
    CompletableFuture<Void> growDisk(Machine machine);

    /**
     * Fetches what the machine boots from (where it is being rescued: that) into the cache, where it stays from now on for as long as the machine needs
     * it. For a rescue its disk is made, too.
     */
    CompletableFuture<Void> fetch(Owner owner, Machine machine, StopSignal stop);

    /**
     * Makes the root disk of a machine that is not active anew; its other files stay. A disk that the same task made is kept. Afterwards the machine's
     * files are that task's.
     */
    CompletableFuture<Void> rebuild(Owner owner, Machine machine, StopSignal stop);

    /** Removes what a rescue had made, and keeps of images only what the machine still needs. */
    CompletableFuture<Void> endRescue(Machine machine);

    /** Removes all files of the instance; its volumes stay. */
    CompletableFuture<Void> release(String instance);

    /** Where the machine's files lie, whether they exist yet or not. */
    MachineFiles files(Machine machine);

    /** The instances that have files here. */
    CompletableFuture<Set<String>> instances();

    /** Empty where the storage is this host's alone. */
    Optional<SharedStorage> shared();

    Volumes volumes();

    Snapshots snapshots();

    /** What all machines together may use, MiB. */
    CompletableFuture<Long> size();
}
