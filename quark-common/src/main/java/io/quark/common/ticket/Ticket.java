package io.quark.common.ticket;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Leave to look at one thing of one machine until some time.
 *
 * @param what the thing, e.g. {@code screenshot}
 * @param compute name of the compute that the machine is on; empty: whichever it is
 * @param nonce tells tickets of the same leave apart, where one is to be used only once; else empty
 * @param expires it is not valid later
 */
public record Ticket(String what, String compute, String instance, String nonce, Instant expires) {

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:-]{0,255}");
    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9-]{0,64}");

    /** What is signed is made of lines: a part may not hold the end of one. */
    public Ticket {
        if (!WORD.matcher(what).matches()
                || !WORD.matcher(compute).matches()
                || !WORD.matcher(instance).matches()
                || !NONCE.matcher(nonce).matches()) {
            throw new IllegalArgumentException("no ticket can be written for " + what + " of " + instance);
        }
    }

    /** One that may be used again and again while it is valid. */
    public static Ticket of(String what, String compute, String instance, Instant expires) {
        return new Ticket(what, compute, instance, "", expires);
    }
}
