package io.quark.net.alloc;

import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.Mac;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;

/**
 * Which IPv6 address follows from who asks, without any table of a subnet: that of the MAC (modified EUI-64, RFC 4291), else a
 * stable opaque one, by a hash in the manner of RFC 7217.
 */
final class Ipv6Choice {

    /** With a prefix no longer than this, an interface identifier of 64 bits fits behind it. */
    private static final int EUI64_PREFIX = 64;

    /** How often the hash is tried again. In a subnet too small for that to find anything the whole of it is searched instead. */
    private static final int TRIES = 8;

    /** Reserved subnet anycast interface identifiers: fdff:ffff:ffff:ff80 to fdff:ffff:ffff:ffff (RFC 5453). */
    private static final long ANYCAST = 0xfdff_ffff_ffff_ff80L;

    private static final long ANYCAST_MASK = ~0x7fL;

    private Ipv6Choice() {}

    /**
     * An address that nobody has.
     *
     * @param seed who asks; the same one is given the same address as long as that can be had
     * @return empty: none was found so, but there may be some
     */
    static Optional<Ip> choose(SubnetState subnet, Optional<Mac> mac, String seed, Instant now) {
        return mac.flatMap(known -> eui64(subnet, known, now)).or(() -> opaque(subnet, seed));
    }

    private static Optional<Ip> eui64(SubnetState subnet, Mac mac, Instant now) {
        Cidr cidr = subnet.cidr();
        if (cidr.prefix() > EUI64_PREFIX) {
            return Optional.empty();
        }
        Ip ip = Ip.v6(cidr.first().high(), mac.interfaceId());
        ClaimSpace<Ip> space = subnet.addresses().space();
        return space.offers(ip) && space.availability(ip, now) instanceof Availability.Free
                ? Optional.of(ip)
                : Optional.empty();
    }

    private static Optional<Ip> opaque(SubnetState subnet, String seed) {
        ClaimSpace<Ip> space = subnet.addresses().space();
        for (AutomaticRange<Ip> range : space.ranges()) {
            for (int counter = 0; counter < TRIES; counter++) {
                BigInteger hash = hash(subnet.cidr(), seed, counter);
                Ip ip = range.first().plus(hash.mod(range.size()));
                if (range.offers(ip) && space.isUntouched(ip) && !isAnycast(ip, subnet.cidr())) {
                    return Optional.of(ip);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isAnycast(Ip ip, Cidr cidr) {
        return cidr.prefix() <= EUI64_PREFIX && (ip.low() & ANYCAST_MASK) == ANYCAST;
    }

    /** Prefix, who asks, and how often it was tried before. */
    private static BigInteger hash(Cidr cidr, String seed, int counter) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(ByteBuffer.allocate(2 * Long.BYTES + 2 * Integer.BYTES)
                    .putLong(cidr.first().high())
                    .putLong(cidr.first().low())
                    .putInt(cidr.prefix())
                    .putInt(counter)
                    .flip());
            return new BigInteger(1, sha256.digest(seed.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
