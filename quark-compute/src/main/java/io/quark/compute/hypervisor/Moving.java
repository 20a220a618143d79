package io.quark.compute.hypervisor;

import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/** What a hypervisor does to give machines to another host's. As {@link Hypervisor} in all else. */
public interface Moving {

    /**
     * Sends a machine that is defined at the other end already, whose disks are there, empty, unless they are shared. Completes when it is
     * certainly not here any more, and stands at the other end, paused. When it fails it is here, as it was, unless the failure is one of
     * kind {@code UNREACHABLE}: then that is not known, and to be asked again. One that was begun before is gone on with.
     *
     * @param progress told, from any thread, which share is done, 0 to 1
     * @param stop heeded for as long as the machine has not left
     */
    CompletableFuture<Void> send(String instance, Journey journey, DoubleConsumer progress, StopSignal stop);

    /** Lets a machine that was sent here, and stands, use the files that it shares with where it came from. Nothing to do where it is not active. */
    CompletableFuture<Void> openDisks(String instance);
}
