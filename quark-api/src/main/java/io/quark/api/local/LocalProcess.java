package io.quark.api.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of a local Quark, recognised again by its id and start time, so that never another process is signalled.
 *
 * @param role {@code zookeeper}, {@code orc}, {@code api} or {@code compute}
 * @param name e.g. {@code orc-1}
 */
public record LocalProcess(String role, String name, long pid, Instant startedAt) {

    /** A busy machine may take a while for what a large process leaves. */
    private static final Duration GONE_WITHIN = Duration.ofMinutes(1);

    /**
     * Starts a process of its own session, so that a signal to the terminal's group does not reach it.
     *
     * @param log its output goes there, appended
     */
    static LocalProcess start(String role, String name, List<String> command, Path log) throws IOException {
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            line.add("/usr/bin/setsid");
        }
        line.addAll(command);
        Process process = new ProcessBuilder(line)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new LocalProcess(role, name, process.pid(), startOf(process.toHandle()));
    }

    public boolean isAlive() {
        return handle().isPresent();
    }

    /** Ends it at once, like {@code kill -9}, and waits until it is gone. */
    public void kill() {
        handle().ifPresent(handle -> {
            handle.destroyForcibly();
            awaitEnd(handle, GONE_WITHIN);
        });
    }

    /** Asks it to end, and ends it at once if it has not within that time. */
    public void stop(Duration patience) {
        handle().ifPresent(handle -> {
            handle.destroy();
            if (!awaitEnd(handle, patience)) {
                kill();
            }
        });
    }

    /** Waits for its end. */
    public boolean awaitEnd(Duration atMost) {
        return handle().map(handle -> awaitEnd(handle, atMost)).orElse(true);
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(h -> startOf(h).equals(startedAt));
    }

    private static Instant startOf(ProcessHandle handle) {
        return handle.info().startInstant().orElse(Instant.EPOCH);
    }

    private static boolean awaitEnd(ProcessHandle handle, Duration atMost) {
        try {
            handle.onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
