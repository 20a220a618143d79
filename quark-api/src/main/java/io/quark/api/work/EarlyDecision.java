package io.quark.api.work;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Judges a request by what is known at this moment; is called on a thread that may compute for a moment. */
@FunctionalInterface
public interface EarlyDecision {

    /** The change to be made; empty where the view has to catch up first, or where the request seems not acceptable. */
    CompletableFuture<Optional<Draft>> decide(WorkUnitIds ids);
}
