package io.quark.net.alloc;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * The proposals that are open: not yet decided, or committed and not yet seen in the view. Not thread safe.
 *
 * <p>A committed one ends when the view has reached its transaction; where that transaction's zxid is not known, when
 * the view shows the node that the proposal made last (a view shows all of a transaction or nothing), or, should that
 * node have gone again unseen, when the view is known to have caught up.
 */
final class Proposals {

    /** Begins what stands for a witness where there is none; no path begins so. */
    private static final String NO_WITNESS = "none:";

    private record Committed(long zxid, long proposal) {}

    /** Committed, to be seen by its witness; {@code turn} counts such. */
    private record Awaited(long proposal, long turn) {}

    private record Open(Draft draft, String witness) {}

    private final Map<Long, Open> open = new HashMap<>();
    private final Map<String, Awaited> awaited = new HashMap<>();
    private final PriorityQueue<Committed> committed = new PriorityQueue<>(Comparator.comparingLong(Committed::zxid));
    private long last;
    private long seen;
    private long turns;

    Draft draft() {
        return new Draft(++last);
    }

    /**
     * A draft became a proposal.
     *
     * @param witness path of a network or a port that it creates
     */
    void opened(Draft draft, String witness) {
        open.put(draft.proposal(), new Open(draft, witness));
    }

    /** A draft became a proposal that creates neither network nor port. */
    void opened(Draft draft) {
        opened(draft, NO_WITNESS + draft.proposal());
    }

    /**
     * What also counts as done as long as a proposal is open.
     *
     * @return whether it is open
     */
    boolean whileOpen(long proposal, Runnable ending) {
        Open one = open.get(proposal);
        if (one != null) {
            one.draft.onEnd(ending);
        }
        return one != null;
    }

    void abandoned(long proposal) {
        close(proposal);
    }

    /**
     * A proposal was committed.
     *
     * @param zxid of its transaction, or 0
     * @param visible whether a path is visible in the view
     */
    void settled(long proposal, long zxid, Predicate<String> visible) {
        Open one = open.get(proposal);
        if (one == null) {
            return;
        }
        if (zxid > 0 ? zxid <= seen : !one.witness.startsWith(NO_WITNESS) && visible.test(one.witness)) {
            close(proposal);
        } else if (zxid > 0) {
            committed.add(new Committed(zxid, proposal));
        } else {
            awaited.put(one.witness, new Awaited(proposal, ++turns));
        }
    }

    /** The view shows this node now. */
    void appeared(String path) {
        Awaited one = awaited.remove(path);
        if (one != null) {
            close(one.proposal);
        }
    }

    /** A point in the order of settling, for {@link #caughtUp}. */
    long mark() {
        return turns;
    }

    /** The view shows all that was committed before the mark was taken. */
    void caughtUp(long mark) {
        List<Awaited> shown =
                awaited.values().stream().filter(one -> one.turn <= mark).toList();
        shown.forEach(one -> close(one.proposal));
    }

    /** The view shows every transaction up to this one. */
    void reached(long zxid) {
        seen = Math.max(seen, zxid);
        while (!committed.isEmpty() && committed.peek().zxid <= seen) {
            close(committed.poll().proposal);
        }
    }

    private void close(long proposal) {
        Open one = open.remove(proposal);
        if (one != null) {
            // Another one of the same work unit, made before this one was seen, may have the same witness.
            awaited.computeIfPresent(one.witness, (any, other) -> other.proposal == proposal ? null : other);
            one.draft.end();
        }
    }

    int count() {
        return open.size();
    }
}
