package io.quark.compute.looking;

import io.quark.common.looking.Look;
import io.quark.common.ticket.LookingKey;
import io.quark.common.ticket.Ticket;
import io.quark.common.ticket.TicketKey.Verdict;
import io.quark.compute.hypervisor.Insight;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Lets in who has a ticket, to the machines of this process's computes. Thread safe. */
final class Admission {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    private final LookingKey key;
    private final InstantSource clock;
    private volatile Map<String, Insight> insights = Map.of();

    Admission(LookingKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    void serve(Map<String, Insight> all) {
        insights = Map.copyOf(all);
    }

    /** @param ticket the one that let it in */
    record Admitted(Insight insight, Ticket ticket) {}

    /**
     * Judges a request.
     *
     * @param authorization its header
     * @param what is to be looked at
     */
    CompletableFuture<Admitted> admit(Optional<String> authorization, String what, String compute, String instance) {
        String scheme = Look.TICKET_SCHEME + " ";
        Optional<String> signed =
                authorization.filter(text -> text.startsWith(scheme)).map(text -> text.substring(scheme.length()));
        if (signed.isEmpty()) {
            return CompletableFuture.failedFuture(Refusals.noTicket("there is no ticket with the request"));
        }
        if (!NAME.matcher(compute).matches() || !NAME.matcher(instance).matches()) {
            return CompletableFuture.failedFuture(Refusals.noTicket("there can be no ticket for that"));
        }
        return key.get().thenApply(known -> {
            Verdict verdict = known.judge(signed.orElseThrow(), what, compute, instance, clock.instant());
            if (verdict instanceof Verdict.Valid valid) {
                return new Admitted(insight(compute), valid.ticket());
            }
            throw Refusals.noTicket(
                    verdict instanceof Verdict.Expired ? "the ticket has expired" : "the ticket is not for this");
        });
    }

    /** Asked for only with a ticket: who has none is not told which computes there are. */
    private Insight insight(String compute) {
        return Optional.ofNullable(insights.get(compute))
                .orElseThrow(() -> Refusals.absent("the compute " + compute + " is not in this process"));
    }
}
