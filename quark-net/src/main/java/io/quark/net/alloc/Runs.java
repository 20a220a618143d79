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

    /** A run; no two of them touch. */
    private static final class Run<T> {
        private T last;

        Run(T last) {
            this.last = last;
        }
    }

    /** By their first. What only changes a run's end needs no change of the tree. */
    private final TreeMap<T, Run<T>> runs = new TreeMap<>();

    boolean contains(T value) {
        Map.Entry<T, Run<T>> run = runs.floorEntry(value);
        return run != null && run.getValue().last.compareTo(value) >= 0;
    }

    void add(T value) {
        Map.Entry<T, Run<T>> before = runs.floorEntry(value);
        if (before != null && before.getValue().last.compareTo(value) >= 0) {
            return;
        }
        boolean extendsBefore = before != null && before.getValue().last.next().equals(value);
        Map.Entry<T, Run<T>> after = runs.higherEntry(value);
        T last = value;
        if (after != null && after.getKey().previous().equals(value)) {
            last = after.getValue().last;
            runs.remove(after.getKey());
        }
        if (extendsBefore) {
            before.getValue().last = last;
        } else {
            runs.put(value, new Run<>(last));
        }
    }

    /** Adds all of a span: costs what it has in common with the runs, whatever its length. */
    void add(Span<T> span) {
        T first = span.first();
        T last = span.last();
        Map.Entry<T, Run<T>> before = runs.floorEntry(first);
        if (before != null && before.getValue().last.compareTo(last) >= 0) {
            return;
        }
        if (before != null
                && (before.getValue().last.compareTo(first) >= 0
                        || before.getValue().last.next().equals(first))) {
            first = before.getKey();
        }
        Map.Entry<T, Run<T>> after = runs.higherEntry(first);
        while (after != null
                && (after.getKey().compareTo(last) <= 0
                        || after.getKey().previous().equals(last))) {
            last = after.getValue().last.compareTo(last) > 0 ? after.getValue().last : last;
            runs.remove(after.getKey());
            after = runs.higherEntry(first);
        }
        runs.put(first, new Run<>(last));
    }

    /** How many values are in the set. */
    BigInteger size() {
        return runs.entrySet().stream()
                .map(run -> run.getKey().countTo(run.getValue().last))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    void remove(T value) {
        Map.Entry<T, Run<T>> run = runs.floorEntry(value);
        if (run == null || run.getValue().last.compareTo(value) < 0) {
            return;
        }
        T last = run.getValue().last;
        if (run.getKey().equals(value)) {
            runs.remove(value);
        } else {
            run.getValue().last = value.previous();
        }
        if (!last.equals(value)) {
            runs.put(value.next(), new Run<>(last));
        }
    }

    /** The lowest value from {@code from} to {@code to}, both included, that is not in the set. */
    Optional<T> firstAbsent(T from, T to) {
        Map.Entry<T, Run<T>> run = runs.floorEntry(from);
        if (run == null || run.getValue().last.compareTo(from) < 0) {
            return Optional.of(from);
        }
        return run.getValue().last.compareTo(to) < 0
                ? Optional.of(run.getValue().last.next())
                : Optional.empty();
    }

    /** The highest value from {@code from} to {@code to}, both included, that is not in the set. */
    Optional<T> lastAbsent(T from, T to) {
        Map.Entry<T, Run<T>> run = runs.floorEntry(to);
        if (run == null || run.getValue().last.compareTo(to) < 0) {
            return Optional.of(to);
        }
        return run.getKey().compareTo(from) > 0 ? Optional.of(run.getKey().previous()) : Optional.empty();
    }
}
