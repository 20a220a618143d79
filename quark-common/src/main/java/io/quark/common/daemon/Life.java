package io.quark.common.daemon;

import io.quark.common.config.ConfigException;
import io.quark.common.config.DaemonConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a daemon: it starts, gets ready, is watched, and stops. Used by one thread. */
final class Life<C extends DaemonConfig> {

    private static final Logger log = LoggerFactory.getLogger(Life.class);

    /** How often the checks are asked until the daemon is ready for the first time: scripts wait for that. */
    private static final long STARTING_INTERVAL_MILLIS = 20;

    /** How often they are asked afterwards: what "since when" is exact to. */
    private static final long WATCHING_INTERVAL_MILLIS = 1_000;

    /** After how long, and how often, the log says what is still being waited for. */
    private static final long IMPATIENCE_MILLIS = 5_000;

    private final Daemon daemon;
    private final C config;
    private final Assembly<C> assembly;
    private final Optional<Path> readyFile;
    private final long bornMillis;
    private boolean wasReady;

    Life(Daemon daemon, C config, Assembly<C> assembly) {
        this.daemon = daemon;
        this.config = config;
        this.assembly = assembly;
        this.readyFile = config.readyFile().isEmpty() ? Optional.empty() : Optional.of(Path.of(config.readyFile()));
        this.bornMillis = daemon.clock().millis();
    }

    ExitCode live() {
        ExitCode code;
        try {
            start();
            awaitReadiness();
            code = watch();
        } catch (ConfigException e) {
            log.error("cannot use the configuration: {}", e.getMessage());
            code = ExitCode.CONFIGURATION;
        } catch (Exception | LinkageError e) {
            log.error("cannot start", e);
            code = ExitCode.NOT_STARTED;
        }
        return stop(code);
    }

    private void start() throws Exception {
        removeReadyFile(); // a stale one of an earlier life would tell a lie
        AdminServer admin = daemon.started(
                "admin", AdminServer.start(config.admin(), new AdminRoutes(daemon.health(), daemon.metrics())));
        daemon.url("admin", admin.url());
        assembly.start(config, daemon);
    }

    private void awaitReadiness() throws IOException, InterruptedException {
        long complaintMillis = bornMillis + IMPATIENCE_MILLIS;
        while (!endedWithin(STARTING_INTERVAL_MILLIS)) {
            Health.Report report = daemon.health().ready();
            long now = daemon.clock().millis();
            if (report.ok()) {
                if (readyFile.isPresent()) {
                    daemon.readyFile().write(readyFile.get());
                }
                log.atInfo()
                        .addKeyValue("after_ms", now - bornMillis)
                        .log(
                                "quark-{} {} is ready: {}",
                                daemon.role(),
                                daemon.name(),
                                daemon.readyFile().urls());
                wasReady = true;
                return;
            }
            if (now >= complaintMillis) {
                log.warn("not ready yet: {}", report.faults());
                complaintMillis = now + IMPATIENCE_MILLIS;
            }
        }
    }

    private ExitCode watch() throws InterruptedException {
        while (!endedWithin(WATCHING_INTERVAL_MILLIS)) {
            Health.Report report = daemon.health().ready();
            if (report.ok() != wasReady) {
                wasReady = report.ok();
                if (wasReady) {
                    log.info("ready again");
                } else {
                    log.warn("not ready: {}", report.faults());
                }
            }
        }
        return daemon.end().join();
    }

    private boolean endedWithin(long millis) throws InterruptedException {
        try {
            daemon.end().get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end never completes with an exception", e);
        }
    }

    private ExitCode stop(ExitCode code) {
        removeReadyFile();
        boolean inOrder = daemon.parts().stop(Launcher.PART_STOP_LIMIT, Launcher.STOP_LIMIT);
        return code == ExitCode.STOPPED && !inOrder ? ExitCode.FAILED : code;
    }

    private void removeReadyFile() {
        readyFile.ifPresent(file -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                log.warn("cannot remove the ready file {}", file, e);
            }
        });
    }
}
