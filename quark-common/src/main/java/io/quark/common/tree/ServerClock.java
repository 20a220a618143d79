package io.quark.common.tree;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A lower bound of the present time by ZooKeeper's clock: the newest modification time seen of any node, plus the time
 * that has passed here since. Whatever lasts until it says that a time is over lasts at least that long by the server's
 * clock, however wrong the clock of this host is. Thread safe.
 *
 * <p>The servers of an ensemble are taken to agree on the time, as NTP keeps them: a new leader writes by its own clock.
 * This clock runs late by as much as the newest change was old when it was seen; each new change corrects that.
 */
public final class ServerClock {

    private final LongSupplier nanoTime;
    private Optional<Mark> latest = Optional.empty();

    /** A time of the server, and our monotonic time when we saw it. */
    private record Mark(Instant serverTime, long nanos) {
        Instant at(long now) {
            return serverTime.plus(Duration.ofNanos(Math.max(0, now - nanos)));
        }
    }

    public ServerClock() {
        this(System::nanoTime);
    }

    /** @param nanoTime monotonic, as {@link System#nanoTime} */
    public ServerClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A node was seen. */
    public void saw(Node node) {
        saw(node.modifiedAt());
    }

    /** A time was seen that the server wrote. */
    public synchronized void saw(Instant serverTime) {
        if (latest.isEmpty() || serverTime.isAfter(now())) {
            latest = Optional.of(new Mark(serverTime, nanoTime.getAsLong()));
        }
    }

    /** The server's time is at least this; the epoch before anything was seen. */
    public synchronized Instant now() {
        return latest.map(mark -> mark.at(nanoTime.getAsLong())).orElse(Instant.EPOCH);
    }

    /** Whether that long has certainly passed since the server wrote this time. */
    public boolean isOver(Instant serverTime, Duration wait) {
        return !now().isBefore(serverTime.plus(wait));
    }
}
