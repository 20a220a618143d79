package io.quark.api.looking;

import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.api.looking.Whereabouts.Place;
import io.quark.common.id.Ids;
import io.quark.common.looking.ConsoleKind;
import io.quark.common.ticket.LookingKey;
import io.quark.common.ticket.OneTime;
import io.quark.common.ticket.Ticket;
import io.quark.common.ticket.TicketKey.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Tokens with which users open consoles: {@code <kind>.<signed ticket>}, for one machine, one kind and one time, within a minute. Any api of the
 * tree takes them; that each is used once is seen to by the compute's daemon, which all uses of it come to: it opens nothing of another one, or of a later life of that one. Thread safe.
 */
final class ConsoleTokens {

    static final Duration LIFE = Duration.ofMinutes(1);
    static final String HINT = "Ask for another one: POST /v1/instances/{instance}/console.";

    /** Whatever a compute is shown begins with something else: a user's token opens nothing there. */
    private static final String FOR_USERS = "user:";

    private final LookingKey key;
    private final InstantSource clock;

    ConsoleTokens(LookingKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    record Token(String text, Instant expiresAt) {}

    /** What a token opens. */
    record Leave(ConsoleKind kind, String nonce) {}

    CompletableFuture<Token> issue(Place place, ConsoleKind kind) {
        Instant expires = clock.instant().plus(LIFE).truncatedTo(ChronoUnit.MILLIS);
        Ticket ticket =
                new Ticket(FOR_USERS + kind.text(), "", place.instance(), OneTime.nonce(place.bootId()), expires);
        return key.get().thenApply(known -> new Token(kind.text() + "." + known.sign(ticket), expires));
    }

    /** Fails with a problem if it opens nothing. */
    CompletableFuture<Leave> judge(String token, String instance) {
        int dot = Math.max(0, token.indexOf('.'));
        Optional<ConsoleKind> kind = ConsoleKind.of(token.substring(0, dot));
        if (kind.isEmpty() || !Ids.isId(instance)) {
            return CompletableFuture.failedFuture(refused("the token opens no console of this machine"));
        }
        return key.get().thenApply(known -> {
            Verdict verdict =
                    known.judge(token.substring(dot + 1), FOR_USERS + kind.get().text(), "", instance, clock.instant());
            if (verdict instanceof Verdict.Valid valid) {
                return new Leave(kind.get(), valid.ticket().nonce());
            }
            throw refused(
                    verdict instanceof Verdict.Expired
                            ? "the token has expired: it is to be used within a minute"
                            : "the token opens no console of this machine");
        });
    }

    private static ProblemException refused(String why) {
        return ProblemType.TOKEN.of(why, HINT);
    }
}
