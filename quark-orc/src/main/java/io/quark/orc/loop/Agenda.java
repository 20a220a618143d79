package io.quark.orc.loop;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which work units are to be looked at, now or later. A work unit is on it once, however often it was marked; one that is in a
 * transaction in flight is frozen and comes back by being marked when the outcome has been seen.
 *
 * <p>Those who were given a turn are polled before all others, and one that still could not be placed is the first to be given
 * a turn again: however many arrive, none of them passes those who wait. Not thread safe.
 */
final class Agenda {

    private final Set<String> marked = new LinkedHashSet<>();
    private final Set<String> awaitingTurn = new LinkedHashSet<>();
    /** Given a turn and not polled yet. */
    private final Set<String> turns = new LinkedHashSet<>();
    /** Polled because they were given a turn, since turns were last given. */
    private final Set<String> hadTurn = new HashSet<>();
    /** Had a turn, and wait for another. */
    private final Set<String> passedOver = new LinkedHashSet<>();

    private final Set<String> frozen = new HashSet<>();
    private final Map<String, String> busyTargets = new HashMap<>();
    private final Map<String, Deque<String>> blocked = new HashMap<>();
    private final Map<String, Instant> alarms = new HashMap<>();
    private final PriorityQueue<Alarm> clock = new PriorityQueue<>(Comparator.comparing(Alarm::at));

    private record Alarm(Instant at, String id) {}

    /** To be looked at. Tells whether that is news. */
    @CanIgnoreReturnValue
    boolean mark(String id) {
        return !awaitingTurn.contains(id) && !passedOver.contains(id) && !turns.contains(id) && marked.add(id);
    }

    /** The next one to look at; it is taken off. */
    Optional<String> poll() {
        Optional<String> turn = pollFrom(turns);
        turn.ifPresent(hadTurn::add);
        return turn.isPresent() ? turn : pollFrom(marked);
    }

    private Optional<String> pollFrom(Set<String> ids) {
        Iterator<String> first = ids.iterator();
        while (first.hasNext()) {
            String id = first.next();
            first.remove();
            if (!frozen.contains(id)) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    /** How many are to be looked at now. */
    int marked() {
        return turns.size() + marked.size();
    }

    int awaitingTurn() {
        return passedOver.size() + awaitingTurn.size();
    }

    /** It needs a placement, and it is not the time for placements. */
    void awaitTurn(String id) {
        (hadTurn.contains(id) ? passedOver : awaitingTurn).add(id);
    }

    /** It is the time for placements: so many of those who wait are to be looked at, before all others. */
    void giveTurns(int count) {
        hadTurn.clear();
        giveTurns(passedOver, count);
        giveTurns(awaitingTurn, count - turns.size());
    }

    private void giveTurns(Set<String> waiting, int count) {
        Iterator<String> first = waiting.iterator();
        for (int i = 0; i < count && first.hasNext(); i++) {
            String id = first.next();
            first.remove();
            marked.remove(id);
            turns.add(id);
        }
    }

    /**
     * Whether somebody else is at work on the same thing; then it is marked again when that one is through.
     *
     * @param target empty: nothing in particular
     */
    boolean mustWaitFor(String target, String id) {
        String busy = busyTargets.get(target);
        if (busy == null || busy.equals(id)) {
            return false;
        }
        blocked.computeIfAbsent(target, key -> new ArrayDeque<>()).add(id);
        return true;
    }

    /** It is in a transaction now, and so is what it is about. */
    void freeze(String id, String target) {
        frozen.add(id);
        if (!target.isEmpty()) {
            busyTargets.put(target, id);
        }
    }

    /**
     * The outcome of its transaction has been seen: it is looked at again, and so is who waited for it.
     *
     * @param notBefore when to look at it again; empty: at once
     */
    void thaw(String id, String target, Optional<Instant> notBefore) {
        frozen.remove(id);
        notBefore.ifPresentOrElse(time -> at(time, id), () -> mark(id));
        if (id.equals(busyTargets.get(target))) {
            busyTargets.remove(target);
            Deque<String> waiting = blocked.remove(target);
            if (waiting != null) {
                waiting.forEach(this::mark);
            }
        }
    }

    boolean isFrozen(String id) {
        return frozen.contains(id);
    }

    /** Looks at it again at that time, if nothing brings it up earlier. The last call counts. */
    void at(Instant time, String id) {
        Instant before = alarms.put(id, time);
        if (!time.equals(before)) {
            clock.add(new Alarm(time, id));
        }
    }

    void noAlarm(String id) {
        alarms.remove(id);
    }

    /** Marks those whose time has come. */
    void ring(Instant now) {
        for (Alarm next = clock.peek(); next != null && !next.at().isAfter(now); next = clock.peek()) {
            clock.poll();
            if (alarms.remove(next.id(), next.at())) {
                mark(next.id());
            }
        }
    }
}
