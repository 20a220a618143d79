package io.quark.net.model;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Neighbours from the first to the last, both included.
 *
 * @param <T> what they are
 */
public record Span<T extends Steppable<T> & Comparable<T>>(T first, T last) {

    public Span {
        if (first.compareTo(last) > 0) {
            throw new IllegalArgumentException(first.text() + " comes after " + last.text());
        }
    }

    public static <T extends Steppable<T> & Comparable<T>> Span<T> of(T only) {
        return new Span<>(only, only);
    }

    public boolean contains(T value) {
        return value.compareTo(first) >= 0 && value.compareTo(last) <= 0;
    }

    public boolean overlaps(Span<T> other) {
        return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
    }

    /** What it has in common with another one. */
    public Optional<Span<T>> within(Span<T> other) {
        if (!overlaps(other)) {
            return Optional.empty();
        }
        return Optional.of(new Span<>(
                first.compareTo(other.first) >= 0 ? first : other.first,
                last.compareTo(other.last) <= 0 ? last : other.last));
    }

    public BigInteger size() {
        return first.countTo(last);
    }

    @Override
    public String toString() {
        return first.text() + "-" + last.text();
    }
}
