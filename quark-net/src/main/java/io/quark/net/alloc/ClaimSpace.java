package io.quark.net.alloc;

import io.quark.common.model.Claim;
import io.quark.net.model.Steppable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All claims on the addresses of one subnet, or on the MACs of one range: those in the tree, and over them what was
 * proposed here and is not yet seen there.
 *
 * <p>Automatic choice: first what was never touched, then what has been released longest, once its quarantine is over.
 * Not thread safe.
 */
final class ClaimSpace<T extends Steppable<T> & Comparable<T>> {

    /** How many matured members are looked at for one of the own stripe. */
    private static final int MATURED_LOOK = 32;

    private record Cooling<T>(Instant since, T value) {}

    private record Reservation(String port, long proposal, int versionThen) {}

    private Duration reuseAfter = Duration.ZERO;
    private List<AutomaticRange<T>> ranges = List.of();
    private final Map<T, ClaimNode> claims = new HashMap<>();
    private int withoutPort;
    private final Map<T, Reservation> reserved = new HashMap<>();
    private final TreeSet<Cooling<T>> coolings = new TreeSet<>(
            Comparator.comparing((Cooling<T> cooling) -> cooling.since()).thenComparing(Cooling::value));

    /**
     * Sets the rules; what is claimed stays so.
     *
     * @param newReuseAfter how long released ones are kept back
     * @param newRanges what is handed out automatically; nothing of them is touched yet
     */
    void arrange(Duration newReuseAfter, List<AutomaticRange<T>> newRanges) {
        reuseAfter = newReuseAfter;
        ranges = List.copyOf(newRanges);
        Stream.concat(claims.keySet().stream(), reserved.keySet().stream())
                .distinct()
                .forEach(value ->
                        rangeOf(value).ifPresent(range -> range.moved(value, Standing.UNTOUCHED, standing(value))));
    }

    /** A claim stands in the tree, or stands there otherwise. */
    void seen(T value, ClaimNode node) {
        change(value, () -> {
            withoutPort += withoutPort(node) - withoutPort(claims.put(value, node));
        });
    }

    /** A claim is gone from the tree. */
    void gone(T value) {
        change(value, () -> {
            withoutPort -= withoutPort(claims.remove(value));
        });
    }

    private static int withoutPort(@Nullable ClaimNode node) {
        return node != null && !node.cooling() && node.claim().ports().isEmpty() ? 1 : 0;
    }

    /** How many are in use in the tree without a port: by a device outside, or only recorded. */
    int withoutPort() {
        return withoutPort;
    }

    /** Counts it as used by a port, until {@link #unreserve}. */
    void reserve(T value, String port, long proposal) {
        int versionThen = claims.containsKey(value) ? node(value).version() + 1 : 0;
        change(value, () -> reserved.put(value, new Reservation(port, proposal, versionThen)));
    }

    /** The proposal is seen in the tree, or came to nothing. */
    void unreserve(T value, long proposal) {
        Reservation reservation = reserved.get(value);
        if (reservation != null && reservation.proposal == proposal) {
            change(value, () -> reserved.remove(value));
        }
    }

    private void change(T value, Runnable change) {
        Standing before = standing(value);
        if (before == Standing.COOLING) {
            coolings.remove(new Cooling<>(node(value).modifiedAt(), value));
        }
        change.run();
        Standing after = standing(value);
        if (after == Standing.COOLING) {
            coolings.add(new Cooling<>(node(value).modifiedAt(), value));
        }
        if (before != after) {
            rangeOf(value).ifPresent(range -> range.moved(value, before, after));
        }
    }

    private Standing standing(T value) {
        if (reserved.containsKey(value)) {
            return Standing.USED;
        }
        ClaimNode node = claims.get(value);
        if (node == null) {
            return Standing.UNTOUCHED;
        }
        return node.cooling() ? Standing.COOLING : Standing.USED;
    }

    private Optional<AutomaticRange<T>> rangeOf(T value) {
        for (AutomaticRange<T> range : ranges) {
            if (range.offers(value)) {
                return Optional.of(range);
            }
        }
        return Optional.empty();
    }

    /** Whether there is neither a claim on it nor a proposal for it. */
    boolean isUntouched(T value) {
        return standing(value) == Standing.UNTOUCHED;
    }

    /** Whether it is among what is handed out automatically. */
    boolean offers(T value) {
        return rangeOf(value).isPresent();
    }

    Availability availability(T value, Instant now) {
        Reservation reservation = reserved.get(value);
        ClaimNode node = claims.get(value);
        if (node != null && !node.cooling()) {
            return new Availability.Held(node.claim().ports());
        }
        if (reservation != null) {
            return new Availability.Held(List.of(reservation.port));
        }
        if (node == null || mature(node.modifiedAt(), now)) {
            return new Availability.Free();
        }
        return new Availability.CoolingUntil(matures(node.modifiedAt()));
    }

    private Instant matures(Instant since) {
        return since.plus(reuseAfter);
    }

    private boolean mature(Instant since, Instant now) {
        return !matures(since).isAfter(now);
    }

    /** What to hand out next. */
    Optional<T> automatic(Stripe stripe, Instant now) {
        for (AutomaticRange<T> range : ranges) {
            Optional<T> untouched = range.untouched(stripe);
            if (untouched.isPresent()) {
                return untouched;
            }
        }
        return longestReleased(stripe, now);
    }

    /** The one released longest ago; with several processes rather one that the others do not look at, too. */
    private Optional<T> longestReleased(Stripe stripe, Instant now) {
        List<T> candidates = coolings.stream()
                .takeWhile(cooling -> mature(cooling.since, now))
                .map(Cooling::value)
                .filter(this::offers)
                .limit(stripe.count() == 1 ? 1 : MATURED_LOOK)
                .toList();
        return candidates.stream()
                .filter(value -> Math.floorMod(value.text().hashCode(), stripe.count()) == stripe.index())
                .findFirst()
                .or(() -> candidates.stream().findFirst());
    }

    /** The version of the claim that a port has on it, in the tree or soon; empty if it has none. */
    OptionalInt versionHeldBy(String port, T value) {
        ClaimNode node = claims.get(value);
        if (node != null && node.claim().ports().contains(port)) {
            return OptionalInt.of(node.version());
        }
        Reservation reservation = reserved.get(value);
        return reservation != null && reservation.port.equals(port)
                ? OptionalInt.of(reservation.versionThen)
                : OptionalInt.empty();
    }

    /** The claim in the tree. */
    Optional<ClaimNode> claim(T value) {
        return Optional.ofNullable(claims.get(value));
    }

    private ClaimNode node(T value) {
        @Nullable ClaimNode node = claims.get(value);
        if (node == null) {
            throw new IllegalStateException("no claim on " + value.text());
        }
        return node;
    }

    /** Those whose quarantine is over, longest released first. */
    Stream<T> matured(Instant now) {
        return coolings.stream()
                .takeWhile(cooling -> mature(cooling.since, now))
                .map(Cooling::value);
    }

    /** Whether it is only proposed for somebody, which may still come to nothing. */
    boolean isUndecided(T value) {
        ClaimNode node = claims.get(value);
        return reserved.containsKey(value) && (node == null || node.cooling());
    }

    /** Whether anything is proposed that may still come to nothing. */
    boolean hasReservations() {
        return !reserved.isEmpty();
    }

    /** All claims in the tree. */
    Map<T, ClaimNode> claims() {
        return claims;
    }

    /** Those in use in the tree. */
    Stream<Map.Entry<T, Claim>> allocated() {
        return claims.entrySet().stream()
                .filter(entry -> !entry.getValue().cooling())
                .map(entry -> Map.entry(entry.getKey(), entry.getValue().claim()));
    }

    List<AutomaticRange<T>> ranges() {
        return ranges;
    }

    /** How many are in use outside of every range. */
    int usedOutside() {
        int all = claims.size()
                + (int) reserved.keySet().stream()
                        .filter(value -> !claims.containsKey(value))
                        .count();
        int coolingNow = coolings.size();
        return all - coolingNow - ranges.stream().mapToInt(AutomaticRange::used).sum();
    }

    /** When the first of a range may be handed out again. */
    Optional<Instant> nextMatures(AutomaticRange<T> range) {
        return coolings.stream()
                .filter(cooling -> range.offers(cooling.value))
                .findFirst()
                .map(cooling -> matures(cooling.since));
    }
}
