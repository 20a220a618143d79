package io.quark.common.looking;

import io.javalin.config.JavalinConfig;
import io.quark.common.json.Json;
import io.quark.common.model.Problem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.websocket.api.Session;

/**
 * Lets WebSockets into a server of Javalin's. Javalin's own reads on whether or not what it read could be handed over; here whoever
 * takes a connection asks for each message, so that nothing piles up, and who is not let in gets a problem as an answer.
 */
public final class SocketDoor implements Filter {

    /** Bytes of one message at most. */
    public static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private static final String UPGRADE = "Sec-WebSocket-Version";

    private final Porter porter;
    private final Duration idle;

    private SocketDoor(Porter porter, Duration idle) {
        this.porter = porter;
        this.idle = idle;
    }

    /** Decides who is let in. */
    @FunctionalInterface
    public interface Porter {

        /** Called on a thread of the server, which it may hold for some seconds. */
        Decision receive(HttpServletRequest request);
    }

    /** What becomes of a request to open a WebSocket. */
    public sealed interface Decision {

        /** There is no WebSocket at that path. */
        record Elsewhere() implements Decision {}

        /**
         * It is not.
         *
         * @param problem as JSON
         */
        record Refused(int status, String problem, Map<String, String> headers) implements Decision {
            public Refused {
                headers = Map.copyOf(headers);
            }
        }

        /**
         * It is let in.
         *
         * @param listener told of all that happens; asks for messages by {@link Session#demand()}
         * @param turnedAway run if the connection comes to nothing before the listener was told of it
         */
        record Welcome(Session.Listener listener, Runnable turnedAway) implements Decision {}
    }

    /**
     * Puts the door before everything else of a server that is being set up.
     *
     * @param idle a connection on which nothing goes either way for so long is closed
     */
    public static void install(JavalinConfig config, Duration idle, Porter porter) {
        FilterHolder holder = new FilterHolder(new SocketDoor(porter, idle));
        holder.setAsyncSupported(true);
        config.jetty.modifyServletContextHandler(
                context -> context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST)));
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && http.getHeader(UPGRADE) != null) {
            Decision decision = porter.receive(http);
            if (decision instanceof Decision.Welcome welcome) {
                upgrade(http, answer, welcome);
                return;
            } else if (decision instanceof Decision.Refused refused) {
                refuse(answer, refused);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private void upgrade(HttpServletRequest request, HttpServletResponse response, Decision.Welcome welcome)
            throws IOException {
        JettyWebSocketServerContainer container =
                JettyWebSocketServerContainer.ensureContainer(request.getServletContext());
        boolean upgraded = false;
        try {
            upgraded = container.upgrade(
                    (asked, answered) -> {
                        asked.getExtensions().clear(); // what consoles say is not worth compressing, nor safe to
                        return new Welcomed(welcome.listener(), idle);
                    },
                    request,
                    response);
        } finally {
            if (!upgraded) {
                welcome.turnedAway().run();
            }
        }
        if (!upgraded && !response.isCommitted()) {
            refuse(
                    response,
                    new Decision.Refused(
                            400,
                            Json.text(Problem.of(
                                    "malformed-request",
                                    "The request is malformed",
                                    400,
                                    "this is no request to open a WebSocket of version 13",
                                    "Open it with a client of RFC 6455.")),
                            Map.of()));
        }
    }

    private static void refuse(HttpServletResponse response, Decision.Refused refused) throws IOException {
        response.setStatus(refused.status());
        response.setContentType("application/problem+json");
        response.setHeader("Cache-Control", "no-store");
        refused.headers().forEach(response::setHeader);
        response.getOutputStream().write(refused.problem().getBytes(StandardCharsets.UTF_8));
    }
}
