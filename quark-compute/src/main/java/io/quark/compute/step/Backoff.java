package io.quark.compute.step;

import java.time.Duration;

/**
 * How long to wait before trying again: twice as long each time, up to a longest.
 *
 * @param attempts how often to try in all; {@link #FOR_EVER}: until it works
 */
public record Backoff(Duration first, Duration longest, int attempts) {

    public static final int FOR_EVER = Integer.MAX_VALUE;

    private static final int MAX_DOUBLINGS = 20;

    /** The wait after that many attempts that failed, at least 1. */
    public Duration after(int failed) {
        Duration wait = first.multipliedBy(1L << Math.min(failed - 1, MAX_DOUBLINGS));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /** Whether to try again after that many attempts that failed. */
    public boolean again(int failed) {
        return failed < attempts;
    }
}
