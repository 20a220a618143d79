package io.quark.api.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Server-sent events to one client. Sending never blocks and holds no thread while the client is slow; a client that falls too far
 * behind is let go and may come again with {@code Last-Event-ID}. Thread safe.
 */
public final class EventStream implements WriteListener {

    /** Events that wait for a slow client at most. */
    static final int MAX_WAITING = 4096;

    private final ServletOutputStream out;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean begun;
    private boolean unflushed;
    private boolean ending;

    EventStream(ServletOutputStream out) {
        this.out = out;
    }

    /** Lets out what was sent already, and from now on whatever is. */
    synchronized void begin() {
        begun = true;
        out.setWriteListener(this);
        drain();
    }

    /** Sends an event, soon; nothing where the stream has ended. */
    public void send(ServerEvent event) {
        enqueue(event.bytes());
    }

    /** Shows the client, and proxies between, that the stream lives; finds out whether the client does. */
    public void beat() {
        enqueue(ServerEvent.HEARTBEAT);
    }

    /** Completes when the stream has ended, whoever ended it. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Ends the stream once all that was sent is written. */
    public synchronized void end() {
        ending = true;
        drain();
    }

    private synchronized void enqueue(byte[] bytes) {
        if (ending || ended.isDone()) {
            return;
        }
        if (waiting.size() >= MAX_WAITING) {
            waiting.clear();
            over();
            return;
        }
        waiting.add(bytes);
        drain();
    }

    @Override
    public synchronized void onWritePossible() {
        drain();
    }

    @Override
    public void onError(Throwable failure) {
        over();
    }

    private void over() {
        ended.complete(null);
    }

    private void drain() {
        try {
            while (begun && !ended.isDone() && out.isReady()) {
                byte[] next = waiting.poll();
                if (next != null) {
                    out.write(next);
                    unflushed = true;
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else {
                    if (ending) {
                        over();
                    }
                    return;
                }
            }
        } catch (IOException | IllegalStateException e) {
            over(); // the client is gone; nobody is left to tell
        }
    }
}
