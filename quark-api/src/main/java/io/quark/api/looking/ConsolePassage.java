package io.quark.api.looking;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * Passes bytes between a user and a compute, one message at a time in each direction: the next is asked for when the one before has been
 * taken. No thread waits for either. Thread safe.
 */
final class ConsolePassage implements Session.Listener, WebSocket.Listener {

    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int FAILED = 1011;
    private static final int TRY_AGAIN = 1013;

    private final Runnable gone;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CompletableFuture<Session> user = new CompletableFuture<>();
    private final CompletableFuture<WebSocket> compute = new CompletableFuture<>();

    /** @param gone run once, when it is over */
    ConsolePassage(Runnable gone) {
        this.gone = gone;
    }

    // --- the compute's side

    @Override
    public void onOpen(WebSocket socket) {
        compute.complete(socket); // nothing is asked for before the user is there
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        user.join()
                .sendBinary(
                        data,
                        Callback.from(
                                () -> {
                                    taken.complete(null);
                                    from.request(1);
                                },
                                failure -> {
                                    taken.complete(null);
                                    end(GOING_AWAY, "");
                                }));
        return taken;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end(code == NORMAL || code == GOING_AWAY || code == TRY_AGAIN ? code : FAILED, reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        end(FAILED, "the compute cannot be reached any more");
    }

    // --- the user's side

    @Override
    public void onWebSocketOpen(Session session) {
        user.complete(session);
        if (ended.get()) {
            session.close(GOING_AWAY, "", Callback.NOOP);
            return;
        }
        compute.join().request(1);
        session.demand();
    }

    @Override
    public void onWebSocketBinary(ByteBuffer typed, Callback callback) {
        pass(typed, callback);
    }

    @Override
    public void onWebSocketText(String typed) {
        pass(ByteBuffer.wrap(typed.getBytes(StandardCharsets.UTF_8)), Callback.NOOP);
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        end(GOING_AWAY, "");
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        end(GOING_AWAY, "");
        callback.succeed();
    }

    private void pass(ByteBuffer typed, Callback callback) {
        var unused = compute.join().sendBinary(typed, true).whenComplete((socket, failure) -> {
            if (failure == null) {
                callback.succeed();
                user.join().demand();
            } else {
                callback.fail(failure);
                end(FAILED, "the compute cannot be reached any more");
            }
        });
    }

    /** Ends both sides; the first reason counts. */
    void end(int code, String reason) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        gone.run();
        var unusedCompute = compute.thenAccept(WebSocket::abort);
        var unusedUser = user.thenAccept(session -> session.close(code, reason, Callback.NOOP));
    }

    /** Ends it because the other side never came. */
    void turnedAway() {
        end(GOING_AWAY, "");
    }
}
