package io.quark.compute.hypervisor;

import java.util.concurrent.CompletableFuture;

/**
 * What a hypervisor does with the power of machines that are there; starting and cutting it are {@link Hypervisor}'s own. As there in all
 * else.
 */
public interface Power {

    /** Takes its processors away; what does not run cannot be paused. */
    CompletableFuture<Void> pause(String instance);

    /**
     * Asks the guest to shut down, and returns when it was asked; whether it does, its domain shows. Nothing where it is off.
     *
     * @param how which way
     */
    CompletableFuture<Void> askToShutDown(String instance, Asking how);

    /**
     * Saves its memory beside its domain, which ends; the next {@link Hypervisor#start} begins from it and {@link Hypervisor#stop} throws it
     * away. Nothing where it does not run.
     */
    CompletableFuture<Void> suspend(String instance);

    /** How a guest is asked. */
    enum Asking {
        /** Its agent, where it has one, else its power button. */
        POLITELY,
        /** Its power button. */
        BUTTON
    }
}
