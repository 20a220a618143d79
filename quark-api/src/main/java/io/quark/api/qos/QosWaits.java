package io.quark.api.qos;

import io.quark.api.view.Cluster;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for hosts to follow policies without holding a thread. A change in the tree that may matter only says "look"; all who wait look
 * together, at most every {@link #PAUSE_MILLIS}. Bounded: beyond {@link #MAX_WAITERS} a wait ends at once, as if its time were up. Thread safe.
 */
public final class QosWaits {

    /** Each looks at the hosts of one policy whenever one of any policy has spoken. */
    static final int MAX_WAITERS = 1_000;

    static final long PAUSE_MILLIS = 50;

    private static final Logger LOG = LoggerFactory.getLogger(QosWaits.class);

    private final Paths paths;
    private final Executor looking;
    private final ScheduledExecutorService timer;
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean asked = new AtomicBoolean();

    private QosWaits(Paths paths, Executor looking, ScheduledExecutorService timer) {
        this.paths = paths;
        this.looking = looking;
        this.timer = timer;
    }

    /**
     * Waits by what a cluster's view shows. To be made after everything that is looked at listens to the view.
     *
     * @param looking where to look
     */
    public static QosWaits over(Cluster cluster, Executor looking, ScheduledExecutorService timer) {
        QosWaits waits = new QosWaits(cluster.paths(), looking, timer);
        cluster.view().listen(waits::apply);
        return waits;
    }

    private void apply(TreeView.Cut cut) {
        if (!waits.isEmpty() && cut.changes().stream().anyMatch(this::matters)) {
            soon();
        }
    }

    private boolean matters(TreeView.Change change) {
        List<String> parts = paths.parts(change.path());
        return parts.size() >= 3
                && switch (parts.get(0)) {
                    case "computes" -> !parts.get(2).endsWith("_tasks");
                    case "net" ->
                        parts.get(1).equals("qos_policies") || (parts.get(1).equals("networks") && parts.size() == 3);
                    default -> false;
                };
    }

    private void soon() {
        if (asked.compareAndSet(false, true)) {
            var unused = timer.schedule(this::begin, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void begin() {
        asked.set(false);
        try {
            looking.execute(() -> waits.forEach(Wait::look));
        } catch (RejectedExecutionException e) {
            soon(); // there is too much to do just now
        }
    }

    /** How many wait. */
    public int waiting() {
        return waits.size();
    }

    /**
     * Completes when it is so, or when the time is up.
     *
     * @param so asked again and again, on several threads
     * @param seconds 0: not at all
     */
    CompletableFuture<Void> until(BooleanSupplier so, int seconds) {
        if (seconds <= 0 || waits.size() >= MAX_WAITERS) {
            return CompletableFuture.completedFuture(null);
        }
        Wait wait = new Wait(so, new CompletableFuture<>());
        waits.add(wait);
        ScheduledFuture<?> deadline = timer.schedule(() -> wait.over().complete(null), seconds, TimeUnit.SECONDS);
        var unused = wait.over().whenComplete((done, failure) -> {
            deadline.cancel(false);
            waits.remove(wait);
        });
        wait.look();
        return wait.over();
    }

    private record Wait(BooleanSupplier so, CompletableFuture<Void> over) {

        void look() {
            try {
                if (!over.isDone() && so.getAsBoolean()) {
                    over.complete(null);
                }
            } catch (RuntimeException e) {
                LOG.warn("cannot look at what is waited for", e);
                over.completeExceptionally(e);
            }
        }
    }
}
