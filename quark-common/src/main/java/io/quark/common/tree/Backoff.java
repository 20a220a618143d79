package io.quark.common.tree;

import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: twice as long each time, up to a bound, and never the same for all. */
final class Backoff {

    private final long firstMillis;
    private final long mostMillis;
    private final RandomGenerator random;
    private int failures;

    Backoff(long firstMillis, long mostMillis, RandomGenerator random) {
        this.firstMillis = firstMillis;
        this.mostMillis = mostMillis;
        this.random = random;
    }

    /** Notes a failure and tells the wait that follows it: a random half of it is left out. */
    long nextMillis() {
        long whole = Math.min(mostMillis, firstMillis << Math.min(failures, 20));
        failures++;
        return whole / 2 + random.nextLong(whole / 2 + 1);
    }

    void succeeded() {
        failures = 0;
    }
}
