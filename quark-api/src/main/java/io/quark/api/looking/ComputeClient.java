package io.quark.api.looking;

import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.api.looking.Whereabouts.Place;
import io.quark.common.json.Json;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.looking.ConsoleKind;
import io.quark.common.looking.Look;
import io.quark.common.model.Problem;
import io.quark.common.ticket.LookingKey;
import io.quark.common.ticket.Ticket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Asks computes at their endpoints, each request with a ticket of its own. It follows no redirection, waits for nobody longer than {@link
 * #PATIENCE}, and takes no more than is agreed. Thread safe.
 */
final class ComputeClient {

    /** Longer than a compute takes to say that its hypervisor does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration TICKET_LIFE = Duration.ofSeconds(20);
    private static final int AT_ONCE = 64;

    private final LookingKey key;
    private final InstantSource clock;
    private final Semaphore asking = new Semaphore(AT_ONCE);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    ComputeClient(LookingKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * Looks at something. Fails with a problem for the user.
     *
     * @param query of the request, with its question mark; may be empty
     */
    CompletableFuture<HttpResponse<byte[]>> look(Place place, Look what, String query) {
        if (!asking.tryAcquire()) {
            throw ProblemType.BUSY
                    .of("too many look into machines at once", "Try again a little later.")
                    .retryAfter(2);
        }
        return ticket(what.text(), place, "")
                .thenCompose(ticket -> http.sendAsync(
                        HttpRequest.newBuilder(url(place, what.text(), query))
                                .header("Authorization", ticket)
                                .build(),
                        info -> new BoundedBody(Look.MAX_ANSWER_BYTES)))
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> asking.release())
                .handle((answer, failure) -> {
                    if (answer == null) {
                        throw unreachable(place, failure);
                    }
                    if (answer.statusCode() != 200) {
                        throw refused(place, answer.statusCode(), answer.body());
                    }
                    return answer;
                });
    }

    /**
     * Opens a console. Fails with a problem for the user.
     *
     * @param nonce of the user's token: the compute sees that it is used once
     */
    CompletableFuture<WebSocket> open(Place place, ConsoleKind kind, String nonce, WebSocket.Listener listener) {
        return ticket(kind.text(), place, nonce)
                .thenCompose(ticket -> http.newWebSocketBuilder()
                        .connectTimeout(PATIENCE)
                        .header("Authorization", ticket)
                        .buildAsync(
                                URI.create(
                                        url(place, kind.text(), "").toString().replaceFirst("^http", "ws")),
                                listener))
                .handle((socket, failure) -> {
                    if (socket == null) {
                        throw cause(failure) instanceof WebSocketHandshakeException refusal
                                ? refused(place, refusal.getResponse().statusCode(), new byte[0])
                                : unreachable(place, failure);
                    }
                    return socket;
                });
    }

    private CompletableFuture<String> ticket(String what, Place place, String nonce) {
        return key.get()
                .thenApply(known -> Look.TICKET_SCHEME
                        + " "
                        + known.sign(new Ticket(
                                what,
                                place.compute(),
                                place.instance(),
                                nonce,
                                clock.instant().plus(TICKET_LIFE))));
    }

    private static URI url(Place place, String what, String query) {
        return URI.create(place.endpoint() + Look.path(place.compute(), place.instance(), what) + query);
    }

    private static ProblemException unreachable(Place place, Throwable failure) {
        Throwable cause = cause(failure);
        return Whereabouts.later("the compute " + place.compute() + " cannot be asked at " + place.endpoint() + ": "
                + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()));
    }

    /** What a compute refuses for a reason of the machine's is the user's to know; the rest is between it and this api. */
    private static ProblemException refused(Place place, int status, byte[] body) {
        return switch (status) {
            case 403 ->
                ProblemType.TOKEN.of(
                        "the token has been used before, or its compute was started anew since", ConsoleTokens.HINT);
            case 404 ->
                ProblemType.CONFLICT.of(
                        "the instance " + place.instance() + " is not on its compute " + place.compute(),
                        "It may be being built, moved or deleted: see its work units.");
            case 409 ->
                ProblemType.CONFLICT.of(
                        detail(body, "the instance " + place.instance() + " does not run, or has no such console"),
                        hint(body));
            case 401 ->
                Whereabouts.later("the compute " + place.compute()
                        + " does not take this api's tickets: see that both have the same tree and the same time");
            default -> Whereabouts.later(detail(body, "the compute " + place.compute() + " answered " + status));
        };
    }

    private static String detail(byte[] body, String otherwise) {
        try {
            return Json.read(body, Problem.class).detail();
        } catch (MalformedRecordException e) {
            return otherwise;
        }
    }

    private static String hint(byte[] body) {
        try {
            return Json.read(body, Problem.class).hint().orElse("Start it.");
        } catch (MalformedRecordException e) {
            return "Start it; its console log can be read anyway.";
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
