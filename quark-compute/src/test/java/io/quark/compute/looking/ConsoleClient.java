package io.quark.compute.looking;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A console as an api process sees it. */
public final class ConsoleClient implements WebSocket.Listener, AutoCloseable {

    private final AtomicReference<String> text = new AtomicReference<>("");
    private volatile @Nullable WebSocket socket;
    private volatile boolean deaf;
    private volatile boolean ended;
    private volatile String reason = "";

    private ConsoleClient() {}

    /** Opens it; fails with a {@code CompletionException} if it is refused. */
    public static ConsoleClient open(HttpClient http, URI url, String authorization) {
        ConsoleClient client = new ConsoleClient();
        client.socket = http.newWebSocketBuilder()
                .header("Authorization", authorization)
                .buildAsync(URI.create(url.toString().replaceFirst("^http", "ws")), client)
                .join();
        return client;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        String shown = StandardCharsets.ISO_8859_1.decode(data).toString();
        text.updateAndGet(before -> before + shown);
        if (!deaf) {
            from.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String why) {
        reason = why;
        ended = true;
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ended = true;
    }

    /** What was shown so far. */
    public String text() {
        return text.get();
    }

    public String reason() {
        return reason;
    }

    /** Waits until it is shown. */
    public void awaitText(String part) {
        await().until(() -> text().contains(part));
    }

    public void awaitEnd() {
        await().until(() -> ended);
    }

    /** From now on. */
    public void readNothing() {
        deaf = true;
    }

    public void type(String typed) {
        WebSocket open = socket;
        if (open != null) {
            open.sendBinary(ByteBuffer.wrap(typed.getBytes(StandardCharsets.UTF_8)), true)
                    .join();
        }
    }

    /** Types it again and again; tells how often it was taken within a second. */
    public int typeAsMuchAsIsTaken(String typed, int most) {
        WebSocket open = socket;
        for (int i = 0; open != null && i < most; i++) {
            try {
                open.sendBinary(ByteBuffer.wrap(typed.getBytes(StandardCharsets.UTF_8)), true)
                        .get(1, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                return i;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return most;
    }

    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }
}
