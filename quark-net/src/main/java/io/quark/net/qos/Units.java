package io.quark.net.qos;

/**
 * Every conversion between the units of QoS, once. Policies count in kilobits of 1000 bits; tools count in bits, or in bytes of 8 bits.
 * Whatever is rounded says which way.
 */
public final class Units {

    /** Bits in a kilobit. */
    public static final int BITS_IN_KBIT = 1000;

    /** Whole, because a kilobit is 125 bytes. */
    public static final int BYTES_IN_KBIT = BITS_IN_KBIT / Byte.SIZE;

    private Units() {}

    /** Kbit/s in bit/s, or kilobits in bits. */
    public static long bits(long kbit) {
        return Math.multiplyExact(kbit, BITS_IN_KBIT);
    }

    /** Kbit/s in bytes per second, or kilobits in bytes. Exact. */
    public static long bytes(long kbit) {
        return Math.multiplyExact(kbit, BYTES_IN_KBIT);
    }

    /** Bytes in kilobits, to the nearest: undoes {@link #bytes}, also where a tool has lost some bytes to its own rounding. */
    public static long nearestKbit(long bytes) {
        return Math.floorDiv(bytes + BYTES_IN_KBIT / 2, BYTES_IN_KBIT);
    }

    /** The fewest kilobits that hold so many bytes. */
    public static long kbitHolding(long bytes) {
        return Math.floorDiv(bytes + BYTES_IN_KBIT - 1, BYTES_IN_KBIT);
    }
}
