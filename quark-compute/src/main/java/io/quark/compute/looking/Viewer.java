package io.quark.compute.looking;

import io.quark.common.looking.SocketDoor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes bytes between a machine's console and who looks at it, one message at a time in each direction, so that nothing piles up.
 * A side that does not take what it is given for {@link #PATIENCE} is cut off: a guest must not wait for ever for a viewer that is gone. Thread safe.
 */
final class Viewer implements Session.Listener {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int TRY_AGAIN = 1013;

    private static final Logger LOG = LoggerFactory.getLogger(Viewer.class);
    private static final int PART = SocketDoor.MAX_MESSAGE_BYTES / 4;

    private final ByteChannel console;
    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final Runnable gone;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Session session;

    /**
     * A viewer of an open console.
     *
     * @param threads may block; one is held as long as it looks, another while something is typed
     * @param gone run once, when it does not look any more
     */
    Viewer(ByteChannel console, Executor threads, ScheduledExecutorService timer, Runnable gone) {
        this.console = console;
        this.threads = threads;
        this.timer = timer;
        this.gone = gone;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        if (ended.get()) { // somebody has taken over already
            opened.close(NORMAL, "ended", Callback.NOOP);
            return;
        }
        try {
            threads.execute(() -> show(opened));
            opened.demand();
        } catch (RejectedExecutionException e) {
            end(TRY_AGAIN, "too many look at consoles of this host");
        }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        type(payload, callback);
    }

    @Override
    public void onWebSocketText(String message) {
        type(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)), Callback.NOOP);
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        LOG.debug("a viewer of a console: {}", cause.toString());
        end(GOING_AWAY, "");
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        end(statusCode, "");
        callback.succeed();
    }

    /** Ends it, whatever it does; the first reason counts. */
    void end(int code, String reason) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        try {
            console.close();
        } catch (IOException e) {
            LOG.debug("closing a console: {}", e.toString());
        }
        gone.run();
        Session open = session;
        if (open != null && open.isOpen()) {
            open.close(code, reason, Callback.NOOP);
            // A client that does not answer the close, nor take it, is let go all the same.
            var unused = later(open::disconnect);
        }
    }

    private void show(Session to) {
        ByteBuffer part = ByteBuffer.allocate(PART);
        try {
            while (console.read(part.clear()) >= 0) {
                CompletableFuture<Void> sent = new CompletableFuture<>();
                to.sendBinary(part.flip(), Callback.from(() -> sent.complete(null), sent::completeExceptionally));
                sent.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
            end(GOING_AWAY, "the machine has ended");
        } catch (IOException e) {
            end(GOING_AWAY, "the console is gone");
        } catch (TimeoutException | ExecutionException e) {
            end(TRY_AGAIN, "too slow a reader");
            to.disconnect();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(GOING_AWAY, "the compute stops");
        }
    }

    private void type(ByteBuffer typed, Callback callback) {
        try {
            threads.execute(() -> write(typed, callback));
        } catch (RejectedExecutionException e) {
            callback.fail(e);
            end(TRY_AGAIN, "too many look at consoles of this host");
        }
    }

    private void write(ByteBuffer typed, Callback callback) {
        ScheduledFuture<?> cut = later(() -> end(TRY_AGAIN, "the machine does not take what is typed"));
        try {
            while (typed.hasRemaining()) {
                console.write(typed);
            }
            callback.succeed();
            Session from = session;
            if (from != null && !ended.get()) {
                from.demand();
            }
        } catch (IOException e) {
            callback.fail(e);
            end(GOING_AWAY, "the console is gone");
        } finally {
            cut.cancel(false);
        }
    }

    private ScheduledFuture<?> later(Runnable what) {
        return timer.schedule(what, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
