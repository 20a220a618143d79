package io.quark.common.daemon;

import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ties a daemon to its process: SIGTERM and SIGINT stop it in order, and a thread that dies of an exception ends it, because
 * nobody can tell what that thread would still have done.
 */
final class ProcessHooks implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProcessHooks.class);

    private final CompletableFuture<ExitCode> stopped = new CompletableFuture<>();
    private final Thread onSignal;
    private final @Nullable UncaughtExceptionHandler before;

    private ProcessHooks(Daemon daemon, Duration limit) {
        onSignal = new Thread(() -> stopAndHalt(daemon, limit), "signal");
        before = Thread.getDefaultUncaughtExceptionHandler();
        Runtime.getRuntime().addShutdownHook(onSignal);
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> daemon.fail("the thread " + thread.getName() + " died", thrown));
    }

    /**
     * @param limit how long the daemon may take from a signal to its end
     */
    static ProcessHooks install(Daemon daemon, Duration limit) {
        return new ProcessHooks(daemon, limit);
    }

    /** The daemon has stopped by itself or as it was asked to. */
    void stopped(ExitCode code) {
        stopped.complete(code);
    }

    @Override
    public void close() {
        Thread.setDefaultUncaughtExceptionHandler(before);
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            log.trace("the hook is just running: it ends the process", e);
        }
    }

    private void stopAndHalt(Daemon daemon, Duration limit) {
        daemon.stop();
        ExitCode code;
        try {
            code = stopped.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.error("did not stop within {} ms", limit.toMillis());
            code = ExitCode.FAILED;
        } catch (ExecutionException | InterruptedException e) {
            code = ExitCode.FAILED;
        }
        // Without this the JVM would report the signal (143) instead of the daemon's own code.
        Runtime.getRuntime().halt(code.status());
    }
}
