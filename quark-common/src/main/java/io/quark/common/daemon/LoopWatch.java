package io.quark.common.daemon;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * A live check for an event thread: each time it is asked it posts a probe to the thread (one at a time), and complains
 * while a probe has waited for too long. Thread safe.
 */
public final class LoopWatch implements Supplier<Optional<String>> {

    private final Executor loop;
    private final Duration limit;
    private final Clock clock;
    private long probeSentMillis;
    private boolean probeUnderway;

    /** Watches a thread that may be busy for up to the limit. */
    public LoopWatch(Executor loop, Duration limit, Clock clock) {
        this.loop = loop;
        this.limit = limit;
        this.clock = clock;
    }

    @Override
    public synchronized Optional<String> get() {
        long now = clock.millis();
        if (probeUnderway) {
            long waited = now - probeSentMillis;
            return waited <= limit.toMillis()
                    ? Optional.empty()
                    : Optional.of("has not answered for " + waited + " ms (limit " + limit.toMillis() + " ms)");
        }
        probeUnderway = true;
        probeSentMillis = now;
        try {
            loop.execute(this::answered);
            return Optional.empty();
        } catch (RejectedExecutionException e) {
            probeUnderway = false;
            return Optional.of("has ended");
        }
    }

    private synchronized void answered() {
        probeUnderway = false;
    }
}
