package io.quark.net.model;

import java.math.BigInteger;

/** A VLAN id or a VXLAN network identifier. */
public record SegmentId(int value) implements Steppable<SegmentId>, Comparable<SegmentId> {

    @Override
    public SegmentId next() {
        return new SegmentId(value + 1);
    }

    @Override
    public SegmentId previous() {
        return new SegmentId(value - 1);
    }

    @Override
    public SegmentId plus(BigInteger offset) {
        return new SegmentId(value + offset.intValueExact());
    }

    @Override
    public BigInteger countTo(SegmentId last) {
        return BigInteger.valueOf(last.value - value + 1L);
    }

    /** Reads what {@link #text()} wrote. */
    public static Checked<SegmentId> parse(String text) {
        return text.matches("[1-9][0-9]{0,7}")
                ? Checked.good(new SegmentId(Integer.parseInt(text)))
                : Checked.bad("not the id of a segment: '" + text + "'");
    }

    @Override
    public String text() {
        return Integer.toString(value);
    }

    @Override
    public int compareTo(SegmentId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return text();
    }
}
