package io.quark.common.looking;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** Sets the bounds of a connection, then tells its listener all that happens. Made public for Jetty, which calls it by reflection. */
public final class Welcomed implements Session.Listener {

    private final Session.Listener listener;
    private final Duration idle;

    Welcomed(Session.Listener listener, Duration idle) {
        this.listener = listener;
        this.idle = idle;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        session.setIdleTimeout(idle);
        session.setMaxBinaryMessageSize(SocketDoor.MAX_MESSAGE_BYTES);
        session.setMaxTextMessageSize(SocketDoor.MAX_MESSAGE_BYTES);
        session.setMaxFrameSize(SocketDoor.MAX_MESSAGE_BYTES);
        listener.onWebSocketOpen(session);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        listener.onWebSocketBinary(payload, callback);
    }

    @Override
    public void onWebSocketText(String message) {
        listener.onWebSocketText(message);
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        listener.onWebSocketError(cause);
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        listener.onWebSocketClose(statusCode, reason, callback);
    }
}
