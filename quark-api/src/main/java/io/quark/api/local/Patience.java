package io.quark.api.local;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something that another process does, for a bounded time. */
final class Patience {

    private static final long LOOK_EVERY_MILLIS = 50;

    private Patience() {}

    static void await(Duration atMost, String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new LocalClusterException(what + " is not ready after " + atMost.toSeconds() + " s");
            }
            try {
                Thread.sleep(LOOK_EVERY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LocalClusterException("interrupted while waiting for " + what, e);
            }
        }
    }
}
