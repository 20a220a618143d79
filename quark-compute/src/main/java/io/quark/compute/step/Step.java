package io.quark.compute.step;

import io.quark.compute.hypervisor.StopSignal;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A step of a task. Both directions are idempotent, may be called again after a failure, and return at once; they fail
 * with a {@link io.quark.compute.hypervisor.HostFailureException}.
 *
 * @param name as the tree shows it
 * @param run does it; may give up when the signal is given, in whatever state
 * @param undo makes sure that nothing of it is left, however much of it was done
 */
public record Step(
        String name, Function<StopSignal, CompletableFuture<Void>> run, Supplier<CompletableFuture<Void>> undo) {

    /** A step that only goes forward. */
    public static Step forward(String name, Supplier<CompletableFuture<Void>> run) {
        return new Step(name, stop -> run.get(), () -> CompletableFuture.completedFuture(null));
    }
}
