package io.quark.compute.storage;

import io.quark.compute.hypervisor.HostFailureException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A bounded number of threads that block on the host's disk. Thread safe. */
final class Workers implements AutoCloseable {

    private final ExecutorService threads;

    Workers(String name, int count) {
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What is done there. */
    interface Work {
        void run() throws IOException;
    }

    /** The same, with a result. */
    interface Question<T> {
        T ask() throws IOException;
    }

    /**
     * Does it on one of the threads.
     *
     * @param what is done to which thing, for the message of a failure: "copy the disk of", an id
     */
    CompletableFuture<Void> run(String what, String which, Work work) {
        return CompletableFuture.runAsync(() -> blocking(what, which, work), threads);
    }

    <T> CompletableFuture<T> ask(String what, String which, Question<T> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return question.ask();
                    } catch (IOException e) {
                        throw failure(what, which, e);
                    }
                },
                threads);
    }

    ExecutorService threads() {
        return threads;
    }

    /** Does it here and now. */
    static void blocking(String what, String which, Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw failure(what, which, e);
        }
    }

    static HostFailureException failure(String what, String which, IOException e) {
        return new HostFailureException(
                HostFailureException.Kind.PASSING,
                "cannot " + what + " " + which + ": " + e,
                "see that the host's storage directory can be written and is not full",
                e);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
