package io.quark.common.daemon;

import io.quark.common.fault.CrashPoints;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running daemon as its parts see it: where they register themselves, what they promise and what they count. Made by a {@link
 * Launcher}. Thread safe.
 */
public final class Daemon {

    private static final Logger log = LoggerFactory.getLogger(Daemon.class);

    private final String role;
    private final String name;
    private final Clock clock;
    private final Health health;
    private final Metrics metrics = Metrics.withJvm();
    private final CrashPoints crashPoints;
    private final Parts parts = new Parts();
    private final Map<String, URI> urls = new ConcurrentSkipListMap<>();
    private final CompletableFuture<ExitCode> end = new CompletableFuture<>();

    Daemon(String role, String name, CrashPoints crashPoints, Clock clock) {
        this.role = role;
        this.name = name;
        this.crashPoints = crashPoints;
        this.clock = clock;
        this.health = new Health(clock);
    }

    /** What it is: {@code orc}, {@code compute}, {@code api}. */
    public String role() {
        return role;
    }

    /** By what name others know this process. */
    public String name() {
        return name;
    }

    public long pid() {
        return ProcessHandle.current().pid();
    }

    public Clock clock() {
        return clock;
    }

    public Health health() {
        return health;
    }

    public Metrics metrics() {
        return metrics;
    }

    public CrashPoints crashPoints() {
        return crashPoints;
    }

    /**
     * Registers a part that has been started: it is closed when the daemon stops, after the parts that were started after it. Closing
     * must end within {@link Launcher#PART_STOP_LIMIT}.
     *
     * @param partName short, for the log
     * @return the part
     */
    public <T extends AutoCloseable> T started(String partName, T part) {
        parts.add(partName, part);
        return part;
    }

    /** Tells where something is served: it goes into the ready file. */
    public void url(String what, URI url) {
        urls.put(what, url);
    }

    /** Asks for an orderly stop; returns at once. */
    public void stop() {
        end.complete(ExitCode.STOPPED);
    }

    /** Says that the daemon cannot go on: it is logged, and the process ends with {@link ExitCode#FAILED}; returns at once. */
    public void fail(String why, Throwable cause) {
        log.error("cannot go on: {}", why, cause);
        end.complete(ExitCode.FAILED);
    }

    Parts parts() {
        return parts;
    }

    CompletableFuture<ExitCode> end() {
        return end;
    }

    ReadyFile readyFile() {
        return new ReadyFile(role, name, pid(), urls);
    }
}
