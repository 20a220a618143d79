package io.quark.net.alloc;

import io.quark.net.model.Span;
import io.quark.net.model.Steppable;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A set of values kept as its runs of neighbours, so that the next value that is not in it is found in logarithmic
 * time, however large the set and however large the space around it: a /8 or a /48 costs nothing but what is used.
 *
 * <p>Not thread safe.
 */
final class Runs<T extends Steppable<T> & Comparable<T>> {

    /** First to last of each run; no two of them touch. */
    private final TreeMap<T, T> lasts = new TreeMap<>();

    boolean contains(T value) {
        Map.Entry<T, T> run = lasts.floorEntry(value);
        return run != null && run.getValue().compareTo(value) >= 0;
    }

    void add(T value) {
        Map.Entry<T, T> before = lasts.floorEntry(value);
        if (before != null && before.getValue().compareTo(value) >= 0) {
            return;
        }
        T first = value;
        T last = value;
        if (before != null && before.getValue().next().equals(value)) {
            first = before.getKey();
        }
        Map.Entry<T, T> after = lasts.higherEntry(value);
        if (after != null && after.getKey().previous().equals(value)) {
            last = after.getValue();
            lasts.remove(after.getKey());
        }
        lasts.put(first, last);
    }

    /** Adds all of a span: costs what it has in common with the runs, whatever its length. */
    void add(Span<T> span) {
        T first = span.first();
        T last = span.last();
        Map.Entry<T, T> before = lasts.floorEntry(first);
        if (before != null && before.getValue().compareTo(last) >= 0) {
            return;
        }
        if (before != null
                && (before.getValue().compareTo(first) >= 0
                        || before.getValue().next().equals(first))) {
            first = before.getKey();
        }
        Map.Entry<T, T> after = lasts.higherEntry(first);
        while (after != null
                && (after.getKey().compareTo(last) <= 0
                        || after.getKey().previous().equals(last))) {
            last = after.getValue().compareTo(last) > 0 ? after.getValue() : last;
            lasts.remove(after.getKey());
            after = lasts.higherEntry(first);
        }
        lasts.put(first, last);
    }

    /** How many values are in the set. */
    BigInteger size() {
        return lasts.entrySet().stream()
                .map(run -> run.getKey().countTo(run.getValue()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    void remove(T value) {
        Map.Entry<T, T> run = lasts.floorEntry(value);
        if (run == null || run.getValue().compareTo(value) < 0) {
            return;
        }
        T first = run.getKey();
        T last = run.getValue();
        if (first.equals(value)) {
            lasts.remove(first);
        } else {
            lasts.put(first, value.previous());
        }
        if (!last.equals(value)) {
            lasts.put(value.next(), last);
        }
    }

    /** The lowest value from {@code from} to {@code to}, both included, that is not in the set. */
    Optional<T> firstAbsent(T from, T to) {
        Map.Entry<T, T> run = lasts.floorEntry(from);
        if (run == null || run.getValue().compareTo(from) < 0) {
            return Optional.of(from);
        }
        return run.getValue().compareTo(to) < 0 ? Optional.of(run.getValue().next()) : Optional.empty();
    }

    /** The highest value from {@code from} to {@code to}, both included, that is not in the set. */
    Optional<T> lastAbsent(T from, T to) {
        Map.Entry<T, T> run = lasts.floorEntry(to);
        if (run == null || run.getValue().compareTo(to) < 0) {
            return Optional.of(to);
        }
        return run.getKey().compareTo(from) > 0 ? Optional.of(run.getKey().previous()) : Optional.empty();
    }
}
