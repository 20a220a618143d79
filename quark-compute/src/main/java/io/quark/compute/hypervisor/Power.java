package io.quark.compute.hypervisor;

import java.util.concurrent.CompletableFuture;

/** What a hypervisor does with the power of machines that are there. As {@link Hypervisor} in all else. */
public interface Power {

    /** Takes its processors away; what does not run cannot be paused. */
    CompletableFuture<Void> pause(String instance);
}
