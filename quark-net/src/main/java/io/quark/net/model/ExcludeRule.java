package io.quark.net.model;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One entry of what an IP policy excludes. Immutable. */
public sealed interface ExcludeRule {

    /** The canonical text. */
    String text();

    /** What it excludes of a subnet; empty where it has no effect there, as on one of the other family. */
    Optional<Span<Ip>> in(Cidr subnet);

    /**
     * A CIDR, an address or a range of addresses.
     *
     * @param text canonical
     */
    record Addresses(Span<Ip> span, String text) implements ExcludeRule {
        @Override
        public Optional<Span<Ip>> in(Cidr subnet) {
            return span.first().family() == subnet.family() ? span.within(subnet.span()) : Optional.empty();
        }
    }

    /** Offsets within the subnet, both ends included; negative ones count from its end, the last address being -1. */
    record Offsets(BigInteger first, BigInteger last) implements ExcludeRule {

        @Override
        public String text() {
            return first.equals(last) ? first.toString() : first + "-" + last;
        }

        @Override
        public Optional<Span<Ip>> in(Cidr subnet) {
            BigInteger size = subnet.size();
            BigInteger from = fromStart(first, size).max(BigInteger.ZERO);
            BigInteger to = fromStart(last, size).min(size.subtract(BigInteger.ONE));
            return from.compareTo(to) > 0
                    ? Optional.empty()
                    : Optional.of(
                            new Span<>(subnet.first().plus(from), subnet.first().plus(to)));
        }

        private static BigInteger fromStart(BigInteger offset, BigInteger size) {
            return offset.signum() < 0 ? size.add(offset) : offset;
        }
    }

    /** Reads {@code 10.0.0.0/28}, {@code 10.0.0.9}, {@code 10.0.0.9-10.0.0.20}, {@code 5}, {@code 0-9} or {@code -10--1}. */
    static Checked<ExcludeRule> parse(@Nullable String text) {
        if (text == null || text.isBlank() || text.length() > Syntax.MAX_TEXT) {
            return Checked.bad(Syntax.NEEDED);
        }
        Matcher offsets = Syntax.OFFSETS.matcher(text);
        if (offsets.matches()) {
            return offsets(offsets);
        }
        if (text.indexOf('/') >= 0) {
            return Cidr.parse(text).map(cidr -> new Addresses(cidr.span(), cidr.text()));
        }
        int dash = text.indexOf('-');
        return dash < 0
                ? Ip.parse(text).map(ip -> new Addresses(Span.of(ip), ip.text()))
                : range(text.substring(0, dash), text.substring(dash + 1));
    }

    /**
     * A rule that was checked before.
     *
     * @throws IllegalArgumentException if it is none
     */
    static ExcludeRule of(String text) {
        return parse(text).good().orElseThrow(() -> new IllegalArgumentException("not an exclusion: " + text));
    }

    private static Checked<ExcludeRule> offsets(Matcher matcher) {
        BigInteger first = new BigInteger(matcher.group(1));
        BigInteger last =
                Optional.ofNullable(matcher.group(2)).map(BigInteger::new).orElse(first);
        boolean sameEnd = first.signum() < 0 == last.signum() < 0;
        if (sameEnd ? first.compareTo(last) > 0 : first.signum() < 0) {
            return Checked.bad("'" + matcher.group() + "' ends before it starts");
        }
        return Checked.good(new Offsets(first, last));
    }

    private static Checked<ExcludeRule> range(String start, String end) {
        Checked<Ip> first = Ip.parse(start);
        Checked<Ip> last = Ip.parse(end);
        if (first.good().isEmpty() || last.good().isEmpty()) {
            return Checked.bad(Syntax.NEEDED);
        }
        Ip from = first.good().get();
        Ip to = last.good().get();
        if (from.family() != to.family()) {
            return Checked.bad("'" + start + "-" + end + "' mixes address families");
        }
        if (from.compareTo(to) > 0) {
            return Checked.bad("'" + start + "-" + end + "' ends before it starts");
        }
        Span<Ip> span = new Span<>(from, to);
        return Checked.good(new Addresses(span, from.equals(to) ? from.text() : span.toString()));
    }

    /** How entries are written. */
    final class Syntax {
        private static final int MAX_TEXT = 96;
        private static final String NEEDED = "not an exclusion: a CIDR, an address, a range of addresses or offsets"
                + " within the subnet are needed, e.g. 10.0.0.0/28, 10.0.0.9-10.0.0.20, 0-9 or -10--1";
        private static final String NUMBER = "0|-?[1-9][0-9]{0,38}";
        private static final Pattern OFFSETS = Pattern.compile("(" + NUMBER + ")(?:-(" + NUMBER + "))?");

        private Syntax() {}
    }
}
