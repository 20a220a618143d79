package io.quark.api.work;

import io.quark.common.model.WorkUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for work units to end without holding a thread. Bounded: beyond {@link #MAX_WAITERS} a wait ends at once with the work unit as
 * it is, as if its time were up. Thread safe.
 */
public final class WorkUnitWaits {

    /** Each is a few hundred bytes and an open connection. */
    static final int MAX_WAITERS = 10_000;

    private final WorkUnitReader reader;
    private final WorkUnitEnds ends;
    private final ScheduledExecutorService timer;
    private final AtomicInteger waiting = new AtomicInteger();

    public WorkUnitWaits(WorkUnitReader reader, WorkUnitEnds ends, ScheduledExecutorService timer) {
        this.reader = reader;
        this.ends = ends;
        this.timer = timer;
    }

    /** How many wait. */
    public int waiting() {
        return waiting.get();
    }

    /**
     * The work unit once it has ended, or as it is when the time is up; empty where there is none.
     *
     * @param seconds 0: it is only read
     */
    public CompletableFuture<Optional<WorkUnit>> await(String id, int seconds) {
        if (seconds <= 0 || waiting.get() >= MAX_WAITERS) {
            return reader.read(id);
        }
        Wait wait = new Wait(id);
        wait.begin(seconds);
        return wait.outcome;
    }

    /** One wait. At most one read of it is under way; a wake-up meanwhile leads to another. */
    private final class Wait {

        private final String id;
        private final CompletableFuture<Optional<WorkUnit>> outcome = new CompletableFuture<>();
        private final Runnable wake = this::look;
        private boolean reading;
        private boolean again;
        private boolean timeIsUp;

        Wait(String id) {
            this.id = id;
        }

        void begin(int seconds) {
            waiting.incrementAndGet();
            ends.add(id, wake);
            ScheduledFuture<?> deadline = timer.schedule(this::timeIsUp, seconds, TimeUnit.SECONDS);
            var unused = outcome.whenComplete((work, failure) -> {
                deadline.cancel(false);
                ends.remove(id, wake);
                waiting.decrementAndGet();
            });
            look();
        }

        private synchronized void timeIsUp() {
            timeIsUp = true;
            look();
        }

        private synchronized void look() {
            if (reading) {
                again = true;
                return;
            }
            reading = true;
            again = false;
            var unused = reader.read(id).whenComplete(this::seen);
        }

        private void seen(Optional<WorkUnit> work, Throwable failure) {
            boolean last;
            synchronized (this) {
                reading = false;
                last = timeIsUp && !again;
            }
            if (failure != null) {
                outcome.completeExceptionally(failure);
            } else if (last || work.isEmpty() || work.orElseThrow().isTerminal()) {
                outcome.complete(work);
            } else {
                synchronized (this) {
                    if (again) {
                        look();
                    }
                }
            }
        }
    }
}
