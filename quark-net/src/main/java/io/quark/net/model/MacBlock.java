package io.quark.net.model;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of MACs with a common prefix. Canonical: beyond the prefix all bits of {@code first} are 0.
 *
 * @param prefix its length in bits
 */
public record MacBlock(Mac first, int prefix) {

    private static final Pattern FORM = Pattern.compile("((?:[0-9a-f]{2}:){0,5}[0-9a-f]{2})/([0-9]{1,2})");
    private static final int MAX_TEXT = 20;

    public MacBlock {
        if (prefix < 0 || prefix > Mac.BITS || (first.bits() & hostMask(prefix)) != 0) {
            throw new IllegalArgumentException("not a canonical range of MACs: " + first + "/" + prefix);
        }
    }

    /** Reads e.g. {@code 52:54:00:00:00:00/24}; zeros at the end may be left out: {@code 52:54:00/24}. */
    public static Checked<MacBlock> parse(@Nullable String text) {
        String lower = text == null || text.length() > MAX_TEXT ? "" : text.toLowerCase(Locale.ROOT);
        var matcher = FORM.matcher(lower);
        if (!matcher.matches()) {
            return Checked.bad("not a range of MACs: a prefix and its length are needed, e.g. 52:54:00/24");
        }
        String digits = (matcher.group(1).replace(":", "") + "000000000000").substring(0, 12);
        int prefix = Integer.parseInt(matcher.group(2));
        if (prefix > Mac.BITS) {
            return Checked.bad("'" + text + "' has no prefix length from 0 to " + Mac.BITS);
        }
        long bits = Long.parseLong(digits, 16);
        if ((bits & hostMask(prefix)) != 0) {
            return Checked.bad("'" + text + "' has bits set beyond its prefix; the range is "
                    + new Mac(bits & ~hostMask(prefix)) + "/" + prefix);
        }
        return Checked.good(new MacBlock(new Mac(bits), prefix));
    }

    /**
     * A range that was checked before.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static MacBlock of(String text) {
        return parse(text).good().orElseThrow(() -> new IllegalArgumentException("not a range of MACs: " + text));
    }

    private static long hostMask(int prefix) {
        return (1L << (Mac.BITS - prefix)) - 1;
    }

    public Mac last() {
        return new Mac(first.bits() | hostMask(prefix));
    }

    public boolean contains(Mac mac) {
        return mac.compareTo(first) >= 0 && mac.compareTo(last()) <= 0;
    }

    public boolean overlaps(MacBlock other) {
        return contains(other.first) || other.contains(first);
    }

    /** How many MACs there are. */
    public long size() {
        return 1L << (Mac.BITS - prefix);
    }

    @Override
    public String toString() {
        return first + "/" + prefix;
    }
}
