package io.quark.api.event;

import io.quark.api.http.Answer;
import io.quark.api.http.EventStream;
import io.quark.api.http.ProblemType;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The open streams of events: so many and not more, each with a sign of life from time to time. Thread safe. */
public final class EventStreams implements AutoCloseable {

    /** Each holds a connection and a queue. */
    static final int MAX_OPEN = 512;

    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger promised = new AtomicInteger();

    /** An answer that is a stream. */
    public Answer open(Consumer<EventStream> subscriber) {
        if (promised.incrementAndGet() > MAX_OPEN) {
            promised.decrementAndGet();
            throw ProblemType.BUSY
                    .of("there are " + MAX_OPEN + " streams of events already", "Try again later, or another api.")
                    .retryAfter(10);
        }
        return Answer.events(stream -> {
            open.add(stream);
            var unused = stream.ended().thenRun(() -> {
                open.remove(stream);
                promised.decrementAndGet();
            });
            subscriber.accept(stream);
        });
    }

    /** To be called every few seconds: proxies and clients take a silent stream for a dead one. */
    public void beat() {
        open.forEach(EventStream::beat);
    }

    /** How many are open. */
    public int size() {
        return open.size();
    }

    @Override
    public void close() {
        open.forEach(EventStream::end);
    }
}
