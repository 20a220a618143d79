package io.quark.net.model;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv6.IPv6Address;
import java.math.BigInteger;

/**
 * An IPv4 or IPv6 address. IPv4 sorts before IPv6, within a family by number.
 *
 * @param high the upper 64 bits of 128; 0 for IPv4
 * @param low the lower 64 bits; the whole of an IPv4 address
 */
public record Ip(IpFamily family, long high, long low) implements Steppable<Ip>, Comparable<Ip> {

    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowMask(false)
            .allowPrefix(false)
            .allowSingleSegment(false)
            .allowWildcardedSeparator(false)
            .getIPv4AddressParametersBuilder()
            .allow_inet_aton(false)
            .allowLeadingZeros(false)
            .getParentBuilder()
            .getIPv6AddressParametersBuilder()
            .allowZone(false)
            .allowBase85(false)
            .allowMixed(true)
            .getParentBuilder()
            .toParams();

    public static Ip v4(long bits) {
        return new Ip(IpFamily.IPV4, 0, bits & 0xffff_ffffL);
    }

    public static Ip v6(long high, long low) {
        return new Ip(IpFamily.IPV6, high, low);
    }

    /** Reads one address, as dotted quad or in any form of RFC 4291, without prefix or zone. */
    public static Checked<Ip> parse(String text) {
        if (text.length() > 64) {
            return Checked.bad("not an IP address");
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
        return v6(bits(bytes, 0), bits(bytes, 8));
    }

    private static Checked<Ip> notAnAddress(String text) {
        return Checked.bad("'" + text + "' is not an IP address");
    }

    private static long bits(byte[] bytes, int from) {
        long bits = 0;
        for (int i = from; i < from + 8; i++) {
            bits = bits << 8 | (bytes[i] & 0xff);
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

    /** The address so many further on. */
    public Ip plus(BigInteger offset) {
        BigInteger sum = toBigInteger().add(offset);
        return new Ip(family, sum.shiftRight(64).longValue(), sum.longValue());
    }

    /** How many addresses lie from this one to the last, both counted. */
    public BigInteger countTo(Ip last) {
        return last.toBigInteger().subtract(toBigInteger()).add(BigInteger.ONE);
    }

    public BigInteger toBigInteger() {
        BigInteger lower = new BigInteger(Long.toUnsignedString(low));
        return high == 0
                ? lower
                : new BigInteger(Long.toUnsignedString(high)).shiftLeft(64).add(lower);
    }

    /** The canonical text: dotted quad, or RFC 5952. */
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
