package io.quark.common.lead;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives work to a thread that may just be ending. */
final class Post {

    private static final Logger log = LoggerFactory.getLogger(Post.class);

    /** An answer that takes longer is taken for lost: a shard must not wait for ever. */
    static final long ANSWER_LIMIT_MILLIS = 30_000;

    private Post() {}

    static void to(Executor executor, Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            log.trace("the process is stopping: nobody does this any more", e);
        }
    }

    /** As {@link #to}; what the work throws is logged, because a scheduled executor would keep it to itself. */
    static void safely(Executor executor, Runnable work) {
        to(executor, () -> run(work));
    }

    /** Runs work whose failure must not end what comes after it. */
    static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.error("a step of leadership failed; it is tried again", e);
        }
    }

    /** Takes the answer of a future to a thread: its value, or what is made of its failure. */
    static <T> void answer(
            Executor executor, CompletableFuture<T> future, Function<Throwable, T> failed, Consumer<T> then) {
        // Nothing can be thrown in there: the work is only handed over.
        CompletableFuture<Void> unused =
                future.exceptionally(failed).thenAccept(answer -> safely(executor, () -> then.accept(answer)));
    }

    /** Takes to a thread whether a future succeeded, in time. */
    static void outcome(Executor executor, CompletableFuture<Void> future, Consumer<Boolean> then) {
        CompletableFuture<Boolean> outcome = future.handle((done, failed) -> failed == null)
                .completeOnTimeout(false, ANSWER_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        answer(executor, outcome, failed -> false, then);
    }
}
