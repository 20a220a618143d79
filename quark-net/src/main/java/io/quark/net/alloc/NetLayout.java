package io.quark.net.alloc;

import io.quark.common.id.Ids;
import io.quark.common.model.MacRange;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import io.quark.net.model.Mac;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The nodes below {@code /net} that every tree has, and how claims are spread over buckets, so that no node has more than a few
 * thousand children, while what is handed out in a row stays in few buckets.
 */
public final class NetLayout {

    /** Where MACs come from unless an operator says otherwise: the locally administered range that QEMU uses. */
    public static final String DEFAULT_MAC_CIDR = "52:54:00:00:00:00/24";

    /** Not a range of its own: it holds the claims on MACs that were asked for and lie outside every range. */
    public static final String REQUESTED_MACS = "requested";

    /** Buckets that are made together with their subnet, if there are no more; else each is made when first needed. */
    private static final int BUCKETS_AT_ONCE = 16;

    private static final int MAC_REUSE_AFTER_S = 300;

    /** 4,096 claims share a bucket. */
    private static final int BUCKET_BITS = 12;

    private NetLayout() {}

    /** Lays out an empty {@code /net}; its parent {@code /quark} exists. */
    public static List<Op> create(Paths paths, Instant now) {
        MacRange range =
                new MacRange(Ids.derived("mac_range", DEFAULT_MAC_CIDR), DEFAULT_MAC_CIDR, MAC_REUSE_AFTER_S, now);
        MacRange requested = new MacRange(REQUESTED_MACS, "00:00:00:00:00:00/0", MAC_REUSE_AFTER_S, now);
        return List.of(
                Op.createEmpty(paths.net()),
                Op.createEmpty(paths.networks()),
                Op.createEmpty(paths.macRanges()),
                Op.create(paths.macRange(range.id()), range),
                Op.createEmpty(paths.macs(range.id())),
                Op.create(paths.macRange(requested.id()), requested),
                Op.createEmpty(paths.macs(requested.id())));
    }

    /** The bucket of an address. IPv4: its upper 20 bits. IPv6: its last hex digit, as ports have no more buckets either. */
    static String bucket(Ip ip) {
        return ip.family() == IpFamily.IPV4 ? hex(ip.low() >>> BUCKET_BITS, 5) : hex(ip.low() & 0xf, 1);
    }

    /** The bucket of a MAC that lies in a range that begins with {@code first}. */
    static String bucket(Mac first, Mac mac) {
        return Long.toHexString((mac.bits() - first.bits()) >>> BUCKET_BITS);
    }

    /** The bucket of a MAC that was asked for and lies in no range: one of 256. */
    static String requestedBucket(Mac mac) {
        return hex(mac.bits() & 0xff, 2);
    }

    /** The buckets that are made together with a subnet. */
    static List<String> bucketsAtOnce(Cidr cidr) {
        boolean v4 = cidr.family() == IpFamily.IPV4;
        long first = v4 ? cidr.first().low() >>> BUCKET_BITS : 0;
        long last = v4 ? cidr.last().low() >>> BUCKET_BITS : BUCKETS_AT_ONCE - 1;
        return last - first >= BUCKETS_AT_ONCE
                ? List.of()
                : LongStream.rangeClosed(first, last)
                        .mapToObj(bucket -> hex(bucket, v4 ? 5 : 1))
                        .toList();
    }

    private static String hex(long value, int digits) {
        String hex = Long.toHexString(value);
        return "0".repeat(Math.max(0, digits - hex.length())) + hex;
    }
}
