package io.quark.common.ticket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and judges tickets with HMAC-SHA256 (RFC 2104). A signed ticket is {@code <expires, ms since 1970>.<nonce>.<signature, base64url>}:
 * the rest of what is signed the reader knows from what is asked of it. Thread safe; never shows the key.
 */
public final class TicketKey {

    /** Bytes of a key. */
    static final int BYTES = 32;

    /** How far the clocks of two hosts may be apart. */
    public static final Duration SKEW = Duration.ofSeconds(10);

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern SIGNED = Pattern.compile("([0-9]{1,15})\\.([A-Za-z0-9-]{0,64})\\.([A-Za-z0-9_-]{43})");

    private final SecretKeySpec key;

    private TicketKey(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a key has " + BYTES + " bytes");
        }
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    static TicketKey of(byte[] secret) {
        return new TicketKey(secret.clone());
    }

    /** A new one. */
    static byte[] freshSecret(SecureRandom random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return secret;
    }

    /** What a signed ticket is worth. */
    public sealed interface Verdict {

        /** It was signed with this key, for this, and is not too old. */
        record Valid(Ticket ticket) implements Verdict {}

        /** It was valid once. */
        record Expired() implements Verdict {}

        /** It was never valid for this, or is no ticket at all. */
        record Forged() implements Verdict {}
    }

    /** The ticket as it is handed over. */
    public String sign(Ticket ticket) {
        return ticket.expires().toEpochMilli() + "." + ticket.nonce() + "." + signature(ticket);
    }

    /**
     * Judges a signed ticket.
     *
     * @param what it has to be for
     * @param compute as {@code what}
     * @param instance as {@code what}
     */
    public Verdict judge(String signed, String what, String compute, String instance, Instant now) {
        Matcher parts = SIGNED.matcher(signed);
        if (!parts.matches()) {
            return new Verdict.Forged();
        }
        Ticket ticket = new Ticket(
                what, compute, instance, parts.group(2), Instant.ofEpochMilli(Long.parseLong(parts.group(1))));
        boolean same = MessageDigest.isEqual(
                signature(ticket).getBytes(UTF_8), parts.group(3).getBytes(UTF_8));
        if (!same) {
            return new Verdict.Forged();
        }
        return now.isAfter(ticket.expires().plus(SKEW)) ? new Verdict.Expired() : new Verdict.Valid(ticket);
    }

    private String signature(Ticket ticket) {
        String text = String.join(
                "\n",
                "quark-ticket",
                ticket.what(),
                ticket.compute(),
                ticket.instance(),
                ticket.nonce(),
                Long.toString(ticket.expires().toEpochMilli()));
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "TicketKey(hidden)";
    }
}
