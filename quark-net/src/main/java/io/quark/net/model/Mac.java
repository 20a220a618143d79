package io.quark.net.model;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A MAC address (EUI-48).
 *
 * @param bits 48 of them
 */
public record Mac(long bits) implements Steppable<Mac>, Comparable<Mac> {

    public static final int BITS = 48;

    private static final long ALL = (1L << BITS) - 1;
    private static final long GROUP_BIT = 1L << 40;
    private static final long UNIVERSAL_LOCAL_BIT = 1L << 57;
    private static final Pattern FORMS = Pattern.compile(
            "([0-9a-f]{2}:){5}[0-9a-f]{2}|([0-9a-f]{2}-){5}[0-9a-f]{2}|([0-9a-f]{4}\\.){2}[0-9a-f]{4}|[0-9a-f]{12}");
    private static final Pattern SEPARATORS = Pattern.compile("[:.-]");
    private static final int MAX_TEXT = 17;

    public Mac {
        if ((bits & ~ALL) != 0) {
            throw new IllegalArgumentException("more than 48 bits: " + Long.toHexString(bits));
        }
    }

    /** Reads the MAC of one device: with colons, dashes, Cisco's dots or nothing between, in any case. */
    public static Checked<Mac> parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Checked.bad("a MAC address is missing");
        }
        String lower = text.length() > MAX_TEXT ? "" : text.toLowerCase(Locale.ROOT);
        if (!FORMS.matcher(lower).matches()) {
            return Checked.bad("not a MAC address: six pairs of hex digits are needed, e.g. 52:54:00:12:34:56");
        }
        Mac mac = new Mac(Long.parseLong(SEPARATORS.matcher(lower).replaceAll(""), 16));
        if ((mac.bits & GROUP_BIT) != 0) {
            return Checked.bad(mac + " is a group address; a device's MAC has an even first byte");
        }
        return mac.bits == 0 ? Checked.bad("a device cannot have the MAC " + mac) : Checked.good(mac);
    }

    /**
     * A MAC that was checked before.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Mac of(String text) {
        return parse(text).good().orElseThrow(() -> new IllegalArgumentException("not a MAC address: " + text));
    }

    @Override
    public Mac next() {
        return new Mac(bits + 1);
    }

    @Override
    public Mac previous() {
        return new Mac(bits - 1);
    }

    @Override
    public Mac plus(BigInteger offset) {
        return new Mac(bits + offset.longValueExact());
    }

    @Override
    public BigInteger countTo(Mac last) {
        return BigInteger.valueOf(last.bits - bits + 1);
    }

    /**
     * The interface identifier of an IPv6 address that follows from it: modified EUI-64 (RFC 4291, appendix A), i.e.
     * {@code ff:fe} in the middle and the universal/local bit inverted.
     */
    public long interfaceId() {
        long eui64 = ((bits & 0xffff_ff00_0000L) << 16) | 0xff_fe00_0000L | (bits & 0xff_ffffL);
        return eui64 ^ UNIVERSAL_LOCAL_BIT;
    }

    /** The canonical text: lower case, colons. */
    @Override
    public String text() {
        char[] text = new char[MAX_TEXT];
        for (int i = 0; i < 6; i++) {
            int pair = (int) (bits >>> (8 * (5 - i))) & 0xff;
            text[3 * i] = Character.forDigit(pair >>> 4, 16);
            text[3 * i + 1] = Character.forDigit(pair & 0xf, 16);
            if (i < 5) {
                text[3 * i + 2] = ':';
            }
        }
        return new String(text);
    }

    @Override
    public int compareTo(Mac other) {
        return Long.compare(bits, other.bits);
    }

    @Override
    public String toString() {
        return text();
    }
}
