package io.quark.common.ticket;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Leave to send an api the data of one work unit. It is made where it is used and recorded nowhere: whoever may read the tree learns where data is
 * expected, and cannot send any. Pure.
 */
public final class UploadTicket {

    private static final String WHAT = "upload";

    /** Of the header {@code Authorization}. */
    private static final String SCHEME = "Quark-Ticket ";

    /** It is judged when the request begins, however long the data takes. */
    private static final Duration VALID = Duration.ofMinutes(1);

    private UploadTicket() {}

    /** The header {@code Authorization} of a request that begins now. */
    public static String header(TicketKey key, String workUnit, Instant now) {
        return SCHEME + key.sign(Ticket.of(WHAT, "", workUnit, now.plus(VALID)));
    }

    /** Whether a request with that header is let in. */
    public static boolean admits(TicketKey key, Optional<String> header, String workUnit, Instant now) {
        return header.filter(text -> text.startsWith(SCHEME))
                .map(text -> key.judge(text.substring(SCHEME.length()), WHAT, "", workUnit, now))
                .filter(TicketKey.Verdict.Valid.class::isInstance)
                .isPresent();
    }
}
