package io.quark.compute.looking;

import io.quark.compute.hypervisor.ConsoleLine;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Who looks at which console: one at a time for each, and not too many in all. Thread safe. */
final class Viewers implements AutoCloseable {

    /** In one process at most. */
    static final int MOST = 64;

    private final Map<String, Viewer> viewers = new HashMap<>();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, 2 * MOST + 8, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), named("console"));
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("console-timer"));

    Viewers() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Opens a console for a viewer; who has looked at it until now has to leave. Blocks while it opens.
     *
     * @param which names the console
     * @throws IOException if nobody is at the other end
     */
    Viewer open(String which, ConsoleLine line) throws IOException {
        leave(which);
        ByteChannel console = line.open();
        Viewer[] itself = new Viewer[1];
        Viewer viewer = new Viewer(console, threads, timer, () -> forget(which, itself[0]));
        itself[0] = viewer;
        Viewer before;
        synchronized (viewers) {
            if (viewers.size() >= MOST) {
                viewer.end(Viewer.TRY_AGAIN, "");
                throw Refusals.busy("as many consoles as one process shows are being looked at: " + MOST);
            }
            before = viewers.put(which, viewer);
        }
        if (before != null) { // came in between
            before.end(Viewer.NORMAL, "another viewer has taken over");
        }
        return viewer;
    }

    int size() {
        synchronized (viewers) {
            return viewers.size();
        }
    }

    @Override
    public void close() {
        List<Viewer> all;
        synchronized (viewers) {
            all = List.copyOf(viewers.values());
        }
        all.forEach(viewer -> viewer.end(Viewer.GOING_AWAY, "the compute stops"));
        threads.shutdownNow();
        timer.shutdownNow();
    }

    private void leave(String which) {
        Viewer before;
        synchronized (viewers) {
            before = viewers.remove(which);
        }
        if (before != null) {
            before.end(Viewer.NORMAL, "another viewer has taken over");
        }
    }

    private void forget(String which, Viewer viewer) {
        synchronized (viewers) {
            viewers.remove(which, viewer);
        }
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
