package io.quark.compute.step;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the state of all daemons of a process: what runs on it needs no locks and must not block.
 * After {@link #close} nothing runs any more, not even what was handed in before.
 */
public final class Loop implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final ScheduledThreadPoolExecutor thread;

    public Loop(String name) {
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs it on the loop, later; nothing happens once the loop is closed. */
    @Override
    public void execute(Runnable work) {
        try {
            thread.execute(guarded(work));
        } catch (RejectedExecutionException e) {
            // closed: the process is going, and whoever comes next finds what is left
        }
    }

    /** Runs it on the loop after the delay. */
    public void after(Duration delay, Runnable work) {
        try {
            var unused = thread.schedule(guarded(work), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    /** Tells on the loop what came of it: the value, or the failure (unwrapped). */
    public <T> void when(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> told) {
        var unused = stage.whenComplete((value, failure) -> execute(() -> told.accept(value, cause(failure))));
    }

    /** For a future that tells nothing that anybody waits for, and does not fail. */
    @SuppressWarnings("FutureReturnValueIgnored") // that is what it is for
    public static void ignore(CompletionStage<?> stage) {
        stage.exceptionally(failure -> null);
    }

    public boolean isClosed() {
        return thread.isShutdown();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** What a future really failed with. */
    public static @Nullable Throwable cause(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("a fault of the daemon itself; what it was about stays as it is until the next look", e);
            }
        };
    }
}
