package io.quark.net.model;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv6.IPv6Address;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address. IPv4 sorts before IPv6, within a family by number.
 *
 * @param high the upper 64 bits of 128; 0 for IPv4
 * @param low the lower 64 bits; the whole of an IPv4 address
 */
public record Ip(IpFamily family, long high, long low) implements Steppable<Ip>, Comparable<Ip> {

    /** The longest text that can be an address: IPv6 with an embedded IPv4 address. */
    private static final int MAX_TEXT = 45;

    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowMask(false)
            .allowPrefix(false)
            .allowSingleSegment(false)
            .allowWildcardedSeparator(false)
            .setRangeOptions(IPAddressStringParameters.RangeParameters.NO_RANGE)
            .getIPv4AddressParametersBuilder()
            .allow_inet_aton(false)
            .allowBinary(false)
            .allowLeadingZeros(false)
            .getParentBuilder()
            .getIPv6AddressParametersBuilder()
            .allowZone(false)
            .allowBase85(false)
            .allowBinary(false)
            .getParentBuilder()
            .toParams();

    public static Ip v4(long bits) {
        return new Ip(IpFamily.IPV4, 0, bits & 0xffff_ffffL);
    }

    public static Ip v6(long high, long low) {
        return new Ip(IpFamily.IPV6, high, low);
    }

    /** Reads one address, as dotted quad or in any form of RFC 4291, without prefix or zone. */
    public static Checked<Ip> parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Checked.bad("an IP address is missing");
        }
        if (text.length() > MAX_TEXT) {
            return Checked.bad("not an IP address: longer than " + MAX_TEXT + " characters");
        }
        if (!text.equals(text.strip())) { // the library would not mind
            return notAnAddress(text);
        }
        try {
            IPAddress address = new IPAddressString(text, STRICT).toAddress();
            return address == null || address.isMultiple() ? notAnAddress(text) : Checked.good(of(address));
        } catch (AddressStringException e) {
            return notAnAddress(text);
        }
    }

    /**
     * An address that was checked before.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Ip of(String text) {
        return parse(text).good().orElseThrow(() -> new IllegalArgumentException("not an IP address: " + text));
    }

    private static Ip of(IPAddress address) {
        if (address.isIPv4()) {
            return v4(address.toIPv4().longValue());
        }
        byte[] bytes = address.getBytes();
        return v6(bits(bytes, 0), bits(bytes, Long.BYTES));
    }

    private static Checked<Ip> notAnAddress(String text) {
        return Checked.bad("'" + text + "' is not an IP address");
    }

    private static long bits(byte[] bytes, int from) {
        long bits = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            bits = bits << Byte.SIZE | (bytes[i] & 0xff);
        }
        return bits;
    }

    @Override
    public Ip next() {
        long nextLow = low + 1;
        return new Ip(family, nextLow == 0 ? high + 1 : high, nextLow);
    }

    @Override
    public Ip previous() {
        return new Ip(family, low == 0 ? high - 1 : high, low - 1);
    }

    @Override
    public Ip plus(BigInteger offset) {
        BigInteger sum = toBigInteger().add(offset);
        return new Ip(family, sum.shiftRight(Long.SIZE).longValue(), sum.longValue());
    }

    @Override
    public BigInteger countTo(Ip last) {
        return last.toBigInteger().subtract(toBigInteger()).add(BigInteger.ONE);
    }

    public BigInteger toBigInteger() {
        BigInteger lower = unsigned(low);
        return high == 0 ? lower : unsigned(high).shiftLeft(Long.SIZE).add(lower);
    }

    private static BigInteger unsigned(long bits) {
        return bits >= 0 ? BigInteger.valueOf(bits) : new BigInteger(Long.toUnsignedString(bits));
    }

    /** The canonical text: dotted quad, or RFC 5952. */
    @Override
    public String text() {
        if (family == IpFamily.IPV4) {
            return (low >>> 24) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff);
        }
        return new IPv6Address(high, low).toCanonicalString();
    }

    @Override
    public int compareTo(Ip other) {
        int byFamily = family.compareTo(other.family);
        if (byFamily != 0) {
            return byFamily;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return text();
    }
}
