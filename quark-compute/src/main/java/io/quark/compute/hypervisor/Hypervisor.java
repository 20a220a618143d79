package io.quark.compute.hypervisor;

import io.quark.common.model.Machine;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Makes, runs and removes the domains of one compute.
 *
 * <p>Every operation is idempotent: asked for what is so already, it succeeds; a removal of what is absent succeeds.
 * It touches only domains whose {@link Owner} names this compute and tree. Operations return at once and fail with a
 * {@link HostFailureException}; futures complete on the hypervisor's own threads, what follows them must not block.
 * The caller runs one operation at a time per instance.
 */
public interface Hypervisor extends AutoCloseable {

    /** {@code qemu}, {@code test} or {@code sim}: the kind that {@code managing} shows. */
    String kind();

    CompletableFuture<HostFacts> facts();

    /** All domains of this compute. Fails rather than leaving one out: an empty answer means that there is none. */
    CompletableFuture<List<Domain>> domains();

    CompletableFuture<Optional<Domain>> domain(String instance);

    /**
     * Makes the domain, not running. One that the same task made before is replaced unless it runs; one that an
     * earlier task left behind is removed first.
     *
     * @param nics in the order of the machine's
     */
    CompletableFuture<Void> define(Owner owner, Machine machine, MachineFiles files, List<DomainNic> nics);

    /** Sets the number of virtual CPUs and their share of the host, and sees that it is so. */
    CompletableFuture<Void> allocateVcpu(Machine machine, StopSignal stop);

    /**
     * Starts it, where the hypervisor can: paused, so that its devices are there and it does not run yet. One whose memory was saved begins
     * from that; one that has crashed and was kept as it lay begins anew.
     */
    CompletableFuture<Void> start(String instance);

    /** Lets it run, if it is paused. */
    CompletableFuture<Void> resume(String instance);

    /** Ends it at once, as if its power was cut; memory of it that was saved is thrown away. */
    CompletableFuture<Void> stop(String instance);

    CompletableFuture<Void> undefine(String instance);

    /** How they are given to other hosts. */
    Moving moving();

    /** What else can be done with their power. */
    Power power();

    /** What can be seen of them. */
    Insight insight();

    /** What can be done with their memory, CPUs and disks. */
    Shaping shaping();

    /** What can be done with their interfaces while they run. */
    Plugging plugging();

    /** What it does to disks and memory of domains. */
    DomainDisks disks();

    /**
     * Tells that something may have changed: an instance id, or empty for anything. On the hypervisor's own thread; the
     * listener must not block. Changes may be told late, twice or (while the hypervisor is away) not at all.
     */
    AutoCloseable onChange(Consumer<Optional<String>> listener);

    /** Why it cannot be reached at present; empty: it can. */
    Optional<String> unreachable();

    @Override
    void close();
}
