package io.quark.compute.hypervisor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells work under way that its result is not wanted any more. Work may heed it where that is safe, and need not.
 * Thread safe; once asked, for ever asked.
 */
public final class StopSignal {

    private final CompletableFuture<Void> asked = new CompletableFuture<>();

    /** A signal that nobody gives: for work that has to be finished. */
    public static StopSignal never() {
        return new StopSignal();
    }

    public void ask() {
        asked.complete(null);
    }

    /** Completes when it is given; perhaps never. */
    public CompletionStage<Void> asked() {
        return asked.minimalCompletionStage();
    }

    public boolean isAsked() {
        return asked.isDone();
    }

    /**
     * What the work comes to, or a failure of kind {@code STOPPED} as soon as the signal is given. The work itself goes
     * on: only for work that others share, or that leaves nothing behind.
     */
    public <T> CompletableFuture<T> unlessAsked(CompletableFuture<T> work) {
        CompletableFuture<T> either = work.copy();
        var unused = asked.whenComplete((nothing, failure) -> either.completeExceptionally(stopped()));
        return either;
    }

    /** Throws the failure of kind {@code STOPPED} if the signal was given. */
    public void check() {
        if (isAsked()) {
            throw stopped();
        }
    }

    private static HostFailureException stopped() {
        return new HostFailureException(
                HostFailureException.Kind.STOPPED, "stopped: it is not wanted any more", "nothing needs to be done");
    }
}
