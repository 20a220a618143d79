package io.quark.api.looking;

import io.quark.api.http.ProblemAnswer;
import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.common.json.Json;
import io.quark.common.looking.SocketDoor;
import io.quark.common.looking.SocketDoor.Decision;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets users with a token in to consoles, once the compute has let this api in. Thread safe. */
final class ConsoleDoor implements SocketDoor.Porter, AutoCloseable {

    /** Consoles that one api passes at once at most. */
    static final int MOST = 256;

    /** Connections on which nothing happens for so long are closed; computes do the same. */
    static final Duration IDLE = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleDoor.class);
    private static final Pattern PATH = Pattern.compile("/v1/instances/([^/]+)/console");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int OPENING_AT_ONCE = 16;

    private final Whereabouts whereabouts;
    private final ConsoleTokens tokens;
    private final ComputeClient client;
    private final Semaphore opening = new Semaphore(OPENING_AT_ONCE);
    private final Semaphore room = new Semaphore(MOST);
    private final Set<ConsolePassage> passages = ConcurrentHashMap.newKeySet();

    ConsoleDoor(Whereabouts whereabouts, ConsoleTokens tokens, ComputeClient client) {
        this.whereabouts = whereabouts;
        this.tokens = tokens;
        this.client = client;
    }

    int size() {
        return passages.size();
    }

    @Override
    public Decision receive(HttpServletRequest request) {
        Matcher path = PATH.matcher(request.getRequestURI());
        if (!path.matches()) {
            return new Decision.Elsewhere();
        }
        if (!opening.tryAcquire()) {
            return refused(path.group(), busy("too many consoles are being opened at once"));
        }
        try {
            return open(
                    path.group(),
                    path.group(1),
                    Optional.ofNullable(request.getParameter("token")).orElse(""));
        } finally {
            opening.release();
        }
    }

    private Decision open(String path, String instance, String token) {
        if (!room.tryAcquire()) {
            return refused(path, busy("as many consoles are open as one api passes: " + MOST));
        }
        ConsolePassage[] itself = new ConsolePassage[1];
        ConsolePassage passage = new ConsolePassage(() -> {
            passages.remove(itself[0]);
            room.release();
        });
        itself[0] = passage;
        passages.add(passage);
        CompletableFuture<WebSocket> socket = tokens.judge(token, instance)
                .thenCompose(leave -> whereabouts
                        .of(instance)
                        .thenCompose(place -> client.open(place, leave.kind(), leave.nonce(), passage)));
        try {
            socket.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new Decision.Welcome(passage, passage::turnedAway);
        } catch (ExecutionException e) {
            passage.turnedAway();
            return refused(path, problem(e.getCause() == null ? e : e.getCause()));
        } catch (TimeoutException e) {
            passage.turnedAway(); // what opens late is closed at once
            return refused(path, Whereabouts.later("the console did not open within " + PATIENCE.toSeconds() + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            passage.turnedAway();
            return refused(path, busy("the api stops"));
        }
    }

    @Override
    public void close() {
        List.copyOf(passages).forEach(ConsolePassage::turnedAway);
    }

    private static ProblemException problem(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return problem;
        }
        LOG.error("a console cannot be opened", failure);
        return Whereabouts.later("the console cannot be opened");
    }

    private static ProblemException busy(String detail) {
        return ProblemType.BUSY.of(detail, "Try again a little later.").retryAfter(2);
    }

    private static Decision refused(String path, ProblemException why) {
        return new Decision.Refused(
                why.problem().status(), Json.text(ProblemAnswer.of(why.problem(), path)), why.headers());
    }
}
