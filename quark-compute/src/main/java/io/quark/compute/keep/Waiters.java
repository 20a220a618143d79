package io.quark.compute.keep;

import io.quark.compute.step.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Those who wait until something holds, each for a bounded time. Lives on the loop. */
final class Waiters {

    private final Loop loop;
    private final Duration patience;
    private final List<Waiter> waiters = new ArrayList<>();

    private record Waiter(BooleanSupplier until, CompletableFuture<Boolean> reached) {}

    Waiters(Loop loop, Duration patience) {
        this.loop = loop;
        this.patience = patience;
    }

    /** Completes with true as soon as it holds, or with false when it has not in time. */
    CompletableFuture<Boolean> until(BooleanSupplier holds) {
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        if (holds.getAsBoolean()) {
            reached.complete(true);
            return reached;
        }
        Waiter waiter = new Waiter(holds, reached);
        waiters.add(waiter);
        loop.after(patience, () -> {
            if (waiters.remove(waiter)) {
                reached.complete(false);
            }
        });
        return reached;
    }

    /** Something may hold now. */
    void look() {
        List<Waiter> reached =
                waiters.stream().filter(waiter -> waiter.until().getAsBoolean()).toList();
        waiters.removeAll(reached);
        reached.forEach(waiter -> waiter.reached().complete(true));
    }
}
