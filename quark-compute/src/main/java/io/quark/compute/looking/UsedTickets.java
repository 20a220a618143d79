package io.quark.compute.looking;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers which tickets were used that are good for one time, for longer than any of them is valid, and as long as this daemon lives. Thread safe.
 */
final class UsedTickets {

    private static final Duration REMEMBERED = Duration.ofMinutes(3);
    private static final int MOST = 10_000;

    private final InstantSource clock;
    private final Map<String, Instant> used = new LinkedHashMap<>();

    UsedTickets(InstantSource clock) {
        this.clock = clock;
    }

    /** Uses it. False: it was used before, or more of them are used than can be remembered. */
    synchronized boolean use(String nonce) {
        Instant now = clock.instant();
        used.values().removeIf(until -> until.isBefore(now));
        return used.size() < MOST && used.putIfAbsent(nonce, now.plus(REMEMBERED)) == null;
    }
}
