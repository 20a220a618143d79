package io.quark.compute.hypervisor;

import java.util.concurrent.CompletableFuture;

/**
 * Interfaces of machines that run. Of one that does not run there is nothing to plug in: it is {@link Shaping#redefine redefined}. As {@link
 * Hypervisor} in all else.
 */
public interface Plugging {

    /** Gives a running machine one more interface, with its cable out: nothing passes before {@link #connect}. */
    CompletableFuture<Void> plugIn(String instance, DomainNic nic);

    /** Puts the cable in. */
    CompletableFuture<Void> connect(String instance, DomainNic nic);

    /**
     * Takes an interface from a running machine. Completes when the guest has let go of it; fails for good when it does not in time, and keeps it.
     *
     * @param mac of the interface
     */
    CompletableFuture<Void> unplug(String instance, String mac);
}
