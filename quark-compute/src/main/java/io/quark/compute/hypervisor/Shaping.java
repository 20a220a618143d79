package io.quark.compute.hypervisor;

import io.quark.common.model.Machine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a hypervisor does with the shape of machines that are there. As {@link Hypervisor} in all else. */
public interface Shaping {

    /**
     * Why a machine that is running, or paused, cannot become so in memory, CPUs, disk and hardware without being started anew; empty: it can, or it
     * does not run.
     */
    CompletableFuture<Optional<String>> obstacle(Machine wanted);

    /** Lets the root disk of a running machine be as large as it is to be, and sees that it is; it never shrinks. */
    CompletableFuture<Void> growDisk(Machine wanted);

    /** Adds virtual CPUs to a running machine, and sees that they are there. */
    CompletableFuture<Void> addVcpus(Machine wanted);

    /** Adds memory to a running machine, and sees that it is there. */
    CompletableFuture<Void> addMemory(Machine wanted);

    /**
     * Makes the machine's domain, whose owner stays, what the machine is to be from its next start on; where it runs, it runs on as it is.
     *
     * @param nics in the order of the machine's
     */
    CompletableFuture<Void> redefine(Machine wanted, MachineFiles files, List<DomainNic> nics);

    /** What the machine's domain is to be from its next start on, in the hypervisor's own words: for {@link #takeBack}. */
    CompletableFuture<String> definition(String instance);

    /** Undoes {@link #redefine}. */
    CompletableFuture<Void> takeBack(String instance, String definition);
}
