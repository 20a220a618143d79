package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.Journey;
import io.quark.compute.hypervisor.StopSignal;
import java.util.function.DoubleConsumer;
import org.libvirt.Domain;
import org.libvirt.DomainJobInfo;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A migration under way, as libvirt tells of it: how far it is, and an end to it where it is not wanted any more. */
final class MigrationJob implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationJob.class);
    private static final long LOOK_EVERY_MILLIS = 200;
    private static final int NONE = 0;
    private static final int COMPLETED = 3;

    private final Domain domain;
    private final Journey journey;
    private final DoubleConsumer progress;
    private final StopSignal stop;
    private final Thread watcher = new Thread(this::watchUntilClosed, "migration");
    private volatile boolean closed;
    private boolean downtimeSet;

    MigrationJob(Domain domain, Journey journey, DoubleConsumer progress, StopSignal stop) {
        this.domain = domain;
        this.journey = journey;
        this.progress = progress;
        this.stop = stop;
        watcher.setDaemon(true);
    }

    /** Begins to watch, on a thread of its own, until it is closed. */
    void watch() {
        watcher.start();
    }

    /** Waits until the domain has no such job, if it has one, or is gone. */
    void await() {
        while (look()) {
            rest();
        }
    }

    private void watchUntilClosed() {
        while (!closed) {
            look();
            rest();
        }
    }

    /** Whether there is a job. */
    private boolean look() {
        try {
            DomainJobInfo info = domain.getJobInfo();
            if (info.getType() == NONE || info.getType() >= COMPLETED) {
                return false;
            }
            if (stop.isAsked()) {
                domain.abortJob();
            } else if (!downtimeSet && journey.maxDowntimeMs().isPresent()) {
                domain.migrateSetMaxDowntime(journey.maxDowntimeMs().get());
                downtimeSet = true;
            }
            long total = info.getDataTotal();
            if (total > 0) {
                progress.accept(Math.max(0, Math.min(1, 1 - (double) info.getDataRemaining() / total)));
            }
            return true;
        } catch (LibvirtException e) {
            // It ends, or has not begun; whoever called libvirt is told what came of it.
            LOG.debug("a migration cannot be looked at: {}", e.getMessage());
            return false;
        }
    }

    private void rest() {
        try {
            Thread.sleep(LOOK_EVERY_MILLIS);
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
        }
    }

    /** Afterwards the domain may be freed. */
    @Override
    public void close() {
        closed = true;
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
