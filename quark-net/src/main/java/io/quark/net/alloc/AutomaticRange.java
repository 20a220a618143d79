package io.quark.net.alloc;

import io.quark.net.model.Span;
import io.quark.net.model.Steppable;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * A range of addresses or MACs that is handed out from automatically: knows which of its members were never touched.
 * Not thread safe.
 */
final class AutomaticRange<T extends Steppable<T> & Comparable<T>> {

    private final T first;
    private final T last;
    private final BigInteger size;
    private final Runs<T> excluded = new Runs<>();
    private final Runs<T> touched = new Runs<>();
    private BigInteger excludedCount;
    private int used;
    private int cooling;

    /**
     * Makes a range of which nothing is touched yet.
     *
     * @param never what is not handed out, whether within the range or not; spans cost the same however long they are
     */
    AutomaticRange(T first, T last, List<Span<T>> never) {
        this.first = first;
        this.last = last;
        this.size = first.countTo(last);
        Span<T> whole = new Span<>(first, last);
        never.stream().flatMap(span -> span.within(whole).stream()).forEach(span -> {
            excluded.add(span);
            touched.add(span);
        });
        this.excludedCount = excluded.size();
    }

    /** From now on a member that was never touched is not offered. */
    void exclude(T member) {
        if (offers(member)) {
            excluded.add(member);
            touched.add(member);
            excludedCount = excludedCount.add(BigInteger.ONE);
        }
    }

    /** A member that was excluded by itself is offered again. */
    void include(T member) {
        if (excluded.contains(member)) {
            excluded.remove(member);
            touched.remove(member);
            excludedCount = excludedCount.subtract(BigInteger.ONE);
        }
    }

    /** Whether it may be handed out from here. */
    boolean offers(T value) {
        return value.compareTo(first) >= 0 && value.compareTo(last) <= 0 && !excluded.contains(value);
    }

    /** A member that it offers stands otherwise than before. */
    void moved(T value, Standing before, Standing after) {
        count(before, -1);
        count(after, 1);
        if (after == Standing.UNTOUCHED) {
            touched.remove(value);
        } else {
            touched.add(value);
        }
    }

    private void count(Standing standing, int by) {
        switch (standing) {
            case USED -> used += by;
            case COOLING -> cooling += by;
            case UNTOUCHED -> {}
        }
    }

    /**
     * A member that was never touched: the lowest of the stripe; where that has none, the highest of another stripe, as
     * far as possible from what its own process takes next.
     */
    Optional<T> untouched(Stripe stripe) {
        Optional<T> own = from(stripe.index(), stripe.count(), true);
        for (int i = 1; i < stripe.count() && own.isEmpty(); i++) {
            own = from((stripe.index() + i) % stripe.count(), stripe.count(), false);
        }
        return own;
    }

    private Optional<T> from(int index, int count, boolean lowest) {
        T start = first;
        T end = last;
        if (count > 1) {
            BigInteger from = size.multiply(BigInteger.valueOf(index)).divide(BigInteger.valueOf(count));
            BigInteger to = size.multiply(BigInteger.valueOf(index + 1L)).divide(BigInteger.valueOf(count));
            if (from.equals(to)) { // fewer members than stripes
                return Optional.empty();
            }
            start = first.plus(from);
            end = first.plus(to.subtract(BigInteger.ONE));
        }
        return lowest ? touched.firstAbsent(start, end) : touched.lastAbsent(start, end);
    }

    T first() {
        return first;
    }

    T last() {
        return last;
    }

    BigInteger size() {
        return size;
    }

    int used() {
        return used;
    }

    int cooling() {
        return cooling;
    }

    BigInteger excluded() {
        return excludedCount;
    }
}
