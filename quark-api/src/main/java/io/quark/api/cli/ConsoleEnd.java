package io.quark.api.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The tool's end of a console: writes what comes, a message at a time. Called by one thread at a time; read by any. */
final class ConsoleEnd implements WebSocket.Listener {

    private final OutputStream out;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private volatile long lastNanos = System.nanoTime();

    ConsoleEnd(OutputStream out) {
        this.out = out;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        try {
            out.write(bytes);
            out.flush();
            lastNanos = System.nanoTime();
            from.request(1);
        } catch (IOException e) {
            end("nobody reads what is shown");
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end(reason.isEmpty() ? "code " + code : reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        end("the connection is lost: " + failure.getMessage());
    }

    /** Ends it here; the first reason counts. */
    void end(String why) {
        ended.complete(why);
    }

    /** Completes with the reason when it is over, whoever ended it. */
    CompletableFuture<String> ended() {
        return ended;
    }

    /** For how long nothing has come. */
    long silentMillis() {
        return (System.nanoTime() - lastNanos) / 1_000_000;
    }
}
