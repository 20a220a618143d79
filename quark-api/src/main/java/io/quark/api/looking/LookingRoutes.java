package io.quark.api.looking;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.instance.InstanceFinder;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.common.json.Json;
import io.quark.common.looking.ConsoleKind;
import io.quark.common.looking.GuestFacts;
import io.quark.common.looking.Look;
import io.quark.common.looking.MachineStatistics;
import io.quark.common.looking.SocketDoor;
import io.quark.common.ticket.LookingKey;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What can be seen of instances: {@code /v1/instances/{instance}/console-log} and its like, and their consoles. Thread safe. */
public final class LookingRoutes implements AutoCloseable {

    /** Connections to consoles on which nothing happens for so long are closed. */
    public static final Duration IDLE = ConsoleDoor.IDLE;

    private static final String BASE = "/v1/instances/{instance}/";
    private static final String INSTANCE = "instance";
    private static final long DEFAULT_LINES = 200;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

    private final Whereabouts whereabouts;
    private final ComputeClient client;
    private final ConsoleTokens tokens;
    private final ConsoleDoor door;
    private final Supplier<URI> base;

    /**
     * Their parts.
     *
     * @param base where this api is, for clients that do not say by which name they reach it; asked for once it listens
     */
    public LookingRoutes(
            Cluster cluster,
            Freshness freshness,
            InstanceFinder finder,
            LookingKey key,
            InstantSource clock,
            Supplier<URI> base) {
        this.whereabouts = new Whereabouts(cluster, freshness, finder);
        this.client = new ComputeClient(key, clock);
        this.tokens = new ConsoleTokens(key, clock);
        this.door = new ConsoleDoor(whereabouts, tokens, client);
        this.base = base;
    }

    /** Lets users in to consoles. */
    public SocketDoor.Porter door() {
        return door;
    }

    /** How many consoles are open. */
    public int consoles() {
        return door.size();
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get(BASE + "console-log", "get_instance_console_log")
                        .says(
                                "Shows what the machine wrote to its first serial port, also while it does not run; at most "
                                        + Look.MAX_LOG_BYTES + " bytes. The header " + Look.LOG_END
                                        + " says where it ends, to go on from there.")
                        .takes(
                                Parameter.number(
                                        "lines",
                                        1,
                                        Look.MAX_LOG_LINES,
                                        "The last lines; " + DEFAULT_LINES + " unless given."),
                                Parameter.number(
                                        "from",
                                        0,
                                        Long.MAX_VALUE / 2,
                                        "What was written from this position on, instead of the last lines."))
                        .answers("text/plain", String.class, "As the machine wrote it.")
                        .problems(409)
                        .by(this::log),
                Route.get(BASE + "screenshot", "get_instance_screenshot")
                        .says("Shows the machine's screen as it is now.")
                        .answers("image/png", String.class, "A picture.")
                        .problems(409)
                        .by(this::screenshot),
                Route.get(BASE + "agent", "get_instance_agent")
                        .says("Shows what a QEMU guest agent within the machine tells, where one runs.")
                        .answers(AgentAnswer.class, "What it tells.")
                        .problems(409)
                        .by(this::agent),
                Route.get(BASE + "statistics", "get_instance_statistics")
                        .says("Shows what the machine has used since it was started.")
                        .answers(StatisticsAnswer.class, "Counters.")
                        .problems(409)
                        .by(this::statistics),
                Route.post(BASE + "console", "create_instance_console")
                        .says(
                                "Gives leave to open a console of the machine once, within a minute. Nothing changes by it, so it answers"
                                        + " no work unit.")
                        .body(ConsoleBody.class)
                        .answers(ConsoleAnswer.class, "Where to open it.")
                        .problems(409)
                        .by(this::leave),
                Route.get(BASE + "console", "open_instance_console")
                        .says(
                                "Opens a console as a WebSocket (RFC 6455): binary messages of at most "
                                        + SocketDoor.MAX_MESSAGE_BYTES
                                        + " bytes, either way. Who opens it after another takes it over. Without an upgrade: 426.")
                        .takes(Parameter.text("token", "As POST answered it."))
                        .answers(String.class, "Never: it is 101, and then a WebSocket.")
                        .problems(403, 409, 426)
                        .by(request -> {
                            throw ProblemType.UPGRADE
                                    .of(
                                            "a console is a WebSocket",
                                            "Open the URL that POST answered with a client of those.")
                                    .with("Upgrade", "websocket");
                        }));
    }

    private CompletableFuture<Answer> log(Request request) {
        Optional<Long> from = request.number("from");
        String query = from.map(at -> "?from=" + at)
                        .orElseGet(() -> "?lines=" + request.number("lines").orElse(DEFAULT_LINES))
                + "&bytes=" + Look.MAX_LOG_BYTES;
        return look(request, Look.CONSOLE_LOG, query).thenApply(answer -> {
            Answer log = bytes("text/plain; charset=utf-8", answer.body()).with("X-Content-Type-Options", "nosniff");
            return answer.headers()
                    .firstValue(Look.LOG_END)
                    .map(end -> log.with(Look.LOG_END, end))
                    .orElse(log);
        });
    }

    private CompletableFuture<Answer> screenshot(Request request) {
        return look(request, Look.SCREENSHOT, "")
                .thenApply(answer -> bytes("image/png", answer.body()).with("X-Content-Type-Options", "nosniff"));
    }

    private CompletableFuture<Answer> agent(Request request) {
        return look(request, Look.AGENT, "")
                .thenApply(answer -> fresh(AgentAnswer.of(Json.read(answer.body(), GuestFacts.class))));
    }

    private CompletableFuture<Answer> statistics(Request request) {
        return look(request, Look.STATISTICS, "")
                .thenApply(answer -> fresh(StatisticsAnswer.of(Json.read(answer.body(), MachineStatistics.class))));
    }

    private CompletableFuture<Answer> leave(Request request) {
        ConsoleBody body = request.read(ConsoleBody.class);
        Optional<ConsoleKind> kind = body.type().flatMap(ConsoleKind::of);
        if (body.type().isPresent() && kind.isEmpty()) {
            request.faults().add("/type", "must be serial or vnc");
        }
        request.refuseFaults("Say which console: {\"type\": \"serial\"}.");
        return whereabouts
                .of(request.project(), request.part(INSTANCE))
                .thenCompose(place -> tokens.issue(place, kind.orElseThrow())
                        .thenApply(token -> fresh(new ConsoleAnswer(
                                url(request, place.instance(), token.text()), token.text(), token.expiresAt()))));
    }

    /** By the name under which the client has reached the api: that works for it. */
    private String url(Request request, String instance, String token) {
        URI own = base.get();
        String host = request.header("host")
                .filter(given -> HOST.matcher(given).matches())
                .orElse(own.getAuthority());
        return (own.getScheme().equals("https") ? "wss://" : "ws://") + host + "/v1/instances/" + instance
                + "/console?token=" + token;
    }

    private CompletableFuture<HttpResponse<byte[]>> look(Request request, Look what, String query) {
        return whereabouts
                .of(request.project(), request.part(INSTANCE))
                .thenCompose(place -> client.look(place, what, query));
    }

    private static Answer bytes(String type, byte[] body) {
        return new Answer(
                200,
                java.util.Map.of("Cache-Control", "no-store"),
                new Answer.Content.Bytes(type, new ByteArrayInputStream(body), body.length));
    }

    private static Answer fresh(Object value) {
        return Answer.ok(value).with("Cache-Control", "no-store");
    }

    @Override
    public void close() {
        door.close();
    }
}
