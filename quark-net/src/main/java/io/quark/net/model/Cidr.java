package io.quark.net.model;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses with a common prefix. Canonical: beyond the prefix all bits of {@code first} are 0.
 *
 * @param prefix its length in bits
 */
public record Cidr(Ip first, int prefix) {

    private static final int MAX_TEXT = 64;

    public Cidr {
        if (prefix < 0 || prefix > first.family().bits()) {
            throw new IllegalArgumentException("no prefix of " + prefix + " bits in " + first.family());
        }
        if (!masked(first, prefix).equals(first)) {
            throw new IllegalArgumentException(first + "/" + prefix + " has host bits set");
        }
    }

    /** Reads {@code address/length}; host bits that are set are a fault that names the canonical form. */
    public static Checked<Cidr> parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Checked.bad("a CIDR is missing, e.g. 10.20.0.0/24");
        }
        int slash = text.indexOf('/');
        if (slash < 0 || text.length() > MAX_TEXT) {
            return Checked.bad("not a CIDR: an address, a slash and a prefix length are needed, e.g. 10.20.0.0/24");
        }
        Checked<Ip> address = Ip.parse(text.substring(0, slash));
        if (address instanceof Checked.Bad<Ip> bad) {
            return Checked.bad(bad.all().get(0).detail());
        }
        Ip ip = address.good().orElseThrow();
        int prefix = number(text.substring(slash + 1));
        if (prefix < 0 || prefix > ip.family().bits()) {
            return Checked.bad("'" + text + "' has no prefix length from 0 to "
                    + ip.family().bits());
        }
        Ip first = masked(ip, prefix);
        if (!first.equals(ip)) {
            return Checked.bad("'" + text + "' has host bits set; the network is " + first + "/" + prefix);
        }
        return Checked.good(new Cidr(first, prefix));
    }

    /**
     * A range that was checked before.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Cidr of(String text) {
        return parse(text).good().orElseThrow(() -> new IllegalArgumentException("not a CIDR: " + text));
    }

    /** The number, or -1: no sign, no leading zeros, at most three digits. */
    private static int number(String digits) {
        boolean plain = digits.matches("0|[1-9][0-9]{0,2}");
        return plain ? Integer.parseInt(digits) : -1;
    }

    private static Ip masked(Ip ip, int prefix) {
        int hostBits = ip.family().bits() - prefix;
        return new Ip(ip.family(), ip.high() & ~onesHigh(hostBits), ip.low() & ~onesLow(hostBits));
    }

    /** The upper half of a number whose lowest bits are 1. */
    private static long onesHigh(int bits) {
        return bits <= Long.SIZE ? 0 : onesLow(bits - Long.SIZE);
    }

    private static long onesLow(int bits) {
        return bits >= Long.SIZE ? -1L : (1L << bits) - 1;
    }

    public IpFamily family() {
        return first.family();
    }

    /** The last address. */
    public Ip last() {
        int hostBits = family().bits() - prefix;
        return new Ip(family(), first.high() | onesHigh(hostBits), first.low() | onesLow(hostBits));
    }

    /** All of its addresses. */
    public Span<Ip> span() {
        return new Span<>(first, last());
    }

    /** How many addresses there are. */
    public BigInteger size() {
        return BigInteger.ONE.shiftLeft(family().bits() - prefix);
    }

    public boolean contains(Ip ip) {
        return ip.family() == family() && ip.compareTo(first) >= 0 && ip.compareTo(last()) <= 0;
    }

    public boolean overlaps(Cidr other) {
        return contains(other.first) || other.contains(first);
    }

    /**
     * Whether the first address (and, for IPv4, the last) is not a host's. In a range of one or two addresses all are hosts'
     * (RFC 3021, RFC 6164).
     */
    public boolean hasReserved() {
        return family().bits() - prefix > 1;
    }

    /** Why an address of this range can never be a host's; empty if it can. */
    public Optional<String> reserved(Ip ip) {
        if (!hasReserved()) {
            return Optional.empty();
        }
        if (ip.equals(first)) {
            return Optional.of(
                    family() == IpFamily.IPV4 ? "the network's own address" : "the subnet-router anycast address");
        }
        if (family() == IpFamily.IPV4 && ip.equals(last())) {
            return Optional.of("the broadcast address");
        }
        return Optional.empty();
    }

    /** The first address that a host may have; empty where all of one or two addresses are needed by hosts. */
    public Optional<Ip> defaultGateway() {
        return hasReserved() ? Optional.of(first.next()) : Optional.empty();
    }

    /** The canonical text. */
    public String text() {
        return first + "/" + prefix;
    }

    @Override
    public String toString() {
        return text();
    }
}
