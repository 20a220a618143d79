package io.quark.api.http;

import java.util.concurrent.CompletableFuture;

/** Answers the requests of one route. */
@FunctionalInterface
public interface Handler {

    /**
     * Called on a thread of the server, which it may hold for a moment (validation, a write into a file), but not
     * while it waits for something to happen: then the future comes later.
     *
     * @throws ProblemException which is the answer then; the future may fail with one as well
     */
    CompletableFuture<Answer> handle(Request request);
}
