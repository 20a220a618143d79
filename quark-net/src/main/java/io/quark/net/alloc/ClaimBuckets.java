package io.quark.net.alloc;

import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import io.quark.net.model.Mac;
import io.quark.net.model.SegmentId;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How claims are spread over buckets, so that no node has more than a few thousand children, while what is handed out in a
 * row stays in few buckets.
 */
final class ClaimBuckets {

    /** Buckets that are made together with their subnet, if there are no more; else each is made when first needed. */
    private static final int AT_ONCE = 16;

    /** 4,096 claims share a bucket. */
    private static final int BUCKET_BITS = 12;

    private ClaimBuckets() {}

    /** The bucket of an address. IPv4: its upper 20 bits. IPv6: its last hex digit, as ports have no more buckets either. */
    static String of(Ip ip) {
        return ip.family() == IpFamily.IPV4 ? hex(ip.low() >>> BUCKET_BITS, 5) : hex(ip.low() & 0xf, 1);
    }

    /** The bucket of a MAC that lies in a range that begins with {@code first}. */
    static String of(Mac first, Mac mac) {
        return Long.toHexString((mac.bits() - first.bits()) >>> BUCKET_BITS);
    }

    /** The bucket of a segment id. */
    static String of(SegmentId id) {
        return Integer.toHexString(id.value() >>> BUCKET_BITS);
    }

    /** The bucket of a MAC that was asked for and lies in no range: one of 256. */
    static String ofRequested(Mac mac) {
        return hex(mac.bits() & 0xff, 2);
    }

    /** The buckets that are made together with a subnet. */
    static List<String> atOnce(Cidr cidr) {
        boolean v4 = cidr.family() == IpFamily.IPV4;
        long first = v4 ? cidr.first().low() >>> BUCKET_BITS : 0;
        long last = v4 ? cidr.last().low() >>> BUCKET_BITS : AT_ONCE - 1;
        return last - first >= AT_ONCE
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
