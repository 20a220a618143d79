package io.quark.api.view;

import io.quark.common.tree.TreeUnavailableException;
import io.quark.common.tree.TreeView;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Read your writes: waits until the view shows what was committed before, by anyone, also over a short absence of ZooKeeper. Many callers share one
 * question: at most one is under way and one is queued behind it. Thread safe.
 */
public final class Freshness {

    private static final long PAUSE_MILLIS = 100;

    private final TreeView view;
    private final Duration limit;
    private final ScheduledExecutorService timer;
    private Optional<CompletableFuture<Void>> underWay = Optional.empty();
    private Optional<CompletableFuture<Void>> queued = Optional.empty();

    /**
     * The freshness of a view.
     *
     * @param limit after this long without an answer ZooKeeper counts as unavailable
     */
    public Freshness(TreeView view, Duration limit, ScheduledExecutorService timer) {
        this.view = view;
        this.limit = limit;
        this.timer = timer;
    }

    /**
     * Completes when the view shows all that was committed before this call; fails with a {@link TreeUnavailableException} if that takes
     * too long.
     */
    public synchronized CompletableFuture<Void> caughtUp() {
        if (underWay.isEmpty()) {
            CompletableFuture<Void> told = new CompletableFuture<>();
            begin(told);
            return told.copy();
        }
        // The question under way may have been asked before this caller's write; the next one is not.
        CompletableFuture<Void> next = queued.orElseGet(CompletableFuture::new);
        queued = Optional.of(next);
        return next.copy();
    }

    private void begin(CompletableFuture<Void> told) {
        underWay = Optional.of(told);
        ask(told, System.nanoTime() + limit.toNanos());
    }

    private void ask(CompletableFuture<Void> told, long deadlineNanos) {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        var unused = view.caughtUp()
                .orTimeout(Math.max(1, leftMillis), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        next();
                        told.complete(null);
                    } else if (leftMillis > PAUSE_MILLIS) {
                        var unusedTimer =
                                timer.schedule(() -> ask(told, deadlineNanos), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                    } else {
                        next();
                        told.completeExceptionally(new TreeUnavailableException(
                                "what is known of the tree cannot be brought up to date within " + limit.toMillis()
                                        + " ms",
                                failure));
                    }
                });
    }

    private synchronized void next() {
        underWay = Optional.empty();
        Optional<CompletableFuture<Void>> waiting = queued;
        queued = Optional.empty();
        waiting.ifPresent(this::begin);
    }
}
