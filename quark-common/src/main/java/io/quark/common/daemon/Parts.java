package io.quark.common.daemon;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The started parts of a daemon, to be stopped in the reverse order of their start. Thread safe. */
final class Parts {

    private static final Logger log = LoggerFactory.getLogger(Parts.class);

    private final Deque<Part> started = new ArrayDeque<>();

    synchronized void add(String name, AutoCloseable part) {
        started.push(new Part(name, part));
    }

    /**
     * Stops all parts, last started first. One that takes too long or fails is logged and left, so that the others are stopped all the
     * same.
     *
     * @param each how long one part may take
     * @param all how long all parts may take together
     * @return whether each of them stopped
     */
    boolean stop(Duration each, Duration all) {
        long end = System.nanoTime() + all.toNanos();
        boolean inOrder = true;
        for (Part part = next(); part != null; part = next()) {
            long leftMillis = Math.max(1, (end - System.nanoTime()) / 1_000_000);
            inOrder &= stop(part, Math.min(each.toMillis(), leftMillis));
        }
        return inOrder;
    }

    private synchronized @Nullable Part next() {
        return started.poll();
    }

    private static boolean stop(Part part, long limitMillis) {
        Stopping stopping = new Stopping(part);
        Thread thread = new Thread(stopping, "stop-" + part.name);
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(limitMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.atError().addKeyValue("part", part.name).log("did not stop within {} ms", limitMillis);
            return false;
        }
        return stopping.done;
    }

    private record Part(String name, AutoCloseable stop) {}

    private static final class Stopping implements Runnable {

        private final Part part;
        private volatile boolean done;

        Stopping(Part part) {
            this.part = part;
        }

        @Override
        public void run() {
            try {
                part.stop.close();
                done = true;
                log.atDebug().addKeyValue("part", part.name).log("stopped");
            } catch (Exception e) {
                log.atError().addKeyValue("part", part.name).setCause(e).log("failed while it was stopped");
            }
        }
    }
}
