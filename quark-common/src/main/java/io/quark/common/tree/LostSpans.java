package io.quark.common.tree;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A set of half-open spans of zxids, kept merged. For one thread. */
final class LostSpans {

    private final NavigableMap<Long, Long> ends = new TreeMap<>();

    /** Adds [from, to). */
    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        Map.Entry<Long, Long> before = ends.floorEntry(start);
        if (before != null && before.getValue() >= start) {
            start = before.getKey();
        }
        NavigableMap<Long, Long> covered = ends.subMap(start, true, end, true);
        for (long coveredEnd : covered.values()) {
            end = Math.max(end, coveredEnd);
        }
        covered.clear();
        ends.put(start, end);
    }

    /** The start of the span that this zxid lies in. */
    OptionalLong spanAround(long zxid) {
        Map.Entry<Long, Long> span = ends.floorEntry(zxid);
        return span != null && zxid < span.getValue() ? OptionalLong.of(span.getKey()) : OptionalLong.empty();
    }

    void forgetBefore(long zxid) {
        ends.headMap(zxid, true).values().removeIf(end -> end <= zxid);
    }
}
