package io.quark.api.work;

import io.quark.api.http.EventStream;
import io.quark.api.http.ServerEvent;
import io.quark.common.model.WorkUnit;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends a work unit to a client whenever something of it has changed, until it has ended. Thread safe. */
public final class WorkUnitStreams {

    /** Steps take from some ten milliseconds to minutes; more often would be a burden on ZooKeeper. */
    private static final long LOOK_MILLIS = 300;

    private final WorkUnitReader reader;
    private final WorkUnitEnds ends;
    private final ScheduledExecutorService timer;

    public WorkUnitStreams(WorkUnitReader reader, WorkUnitEnds ends, ScheduledExecutorService timer) {
        this.reader = reader;
        this.ends = ends;
        this.timer = timer;
    }

    void follow(String id, EventStream stream) {
        new Following(id, stream).begin();
    }

    /** One client. */
    private final class Following {

        private final String id;
        private final EventStream stream;
        private Optional<WorkUnitAnswer> last = Optional.empty();

        Following(String id, EventStream stream) {
            this.id = id;
            this.stream = stream;
        }

        void begin() {
            Runnable wake = this::look;
            ends.add(id, wake);
            var ticking = timer.scheduleWithFixedDelay(wake, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            var unused = stream.ended().thenRun(() -> {
                ticking.cancel(false);
                ends.remove(id, wake);
            });
        }

        private void look() {
            // While ZooKeeper is away nothing is sent; the next look comes.
            var unused = reader.read(id)
                    .thenAccept(found -> found.ifPresentOrElse(
                            work -> {
                                var unusedTelling = reader.answer(work).thenAccept(now -> tell(work, now));
                            },
                            stream::end));
        }

        private synchronized void tell(WorkUnit work, WorkUnitAnswer now) {
            if (!stream.ended().isDone() && last.filter(now::equals).isEmpty()) {
                last = Optional.of(now);
                stream.send(new ServerEvent(Optional.empty(), "work_unit", now));
                if (work.isTerminal()) {
                    stream.end();
                }
            }
        }
    }
}
