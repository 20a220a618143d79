package io.quark.common.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Commits many small transactions, several of them as one multi, which costs ZooKeeper little more than one alone.
 *
 * <p>Every transaction ends as if each had been sent by itself, in the order of the calls: when a multi is refused
 * nothing of it was done; the transaction that was at fault is refused with its own operation, and the others are sent
 * again. A check that several share (the fence of a shard) goes once, and when it fails all of them are refused. What
 * depends on something that is on its way waits for the outcome. Transactions in a multi of unknown outcome are all
 * {@link Commit.Unknown}, and may be done later than others that are sent after them.
 *
 * <p>Nothing lingers: while fewer multis than allowed are on their way, a transaction is sent at once. Thread safe; the
 * futures complete on ZooKeeper's event thread or the caller's, and what follows them must not block.
 */
public final class GroupCommitter {

    /**
     * Its bounds.
     *
     * @param inFlight multis on their way
     * @param waiting transactions not yet sent
     */
    public record Bounds(int inFlight, int waiting) {

        public static final Bounds DEFAULTS = new Bounds(4, 5_000);

        public Bounds {
            if (inFlight < 1 || waiting < 1) {
                throw new IllegalArgumentException("bounds are positive");
            }
        }
    }

    private final TreeSession session;
    private final Bounds bounds;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private final Footprint underway = new Footprint();
    private final Deque<Runnable> outcomes = new ArrayDeque<>();
    private int inFlight;

    private record Pending(Transaction transaction, CompletableFuture<Commit> outcome) {}

    public GroupCommitter(TreeSession session) {
        this(session, Bounds.DEFAULTS);
    }

    public GroupCommitter(TreeSession session, Bounds bounds) {
        this.session = session;
        this.bounds = bounds;
    }

    /**
     * Commits a transaction that has to be fenced: {@code fences} are its first operations, also in the index of a
     * refusal.
     */
    public CompletableFuture<Commit> commit(List<Op> fences, Transaction transaction) {
        return commit(new Transaction(fences).then(transaction));
    }

    /**
     * Commits a transaction.
     *
     * @throws IllegalArgumentException if it is empty or beyond its bounds
     * @throws QueueFullException if too many wait already
     */
    public CompletableFuture<Commit> commit(Transaction transaction) {
        if (transaction.isEmpty() || !transaction.withinBounds()) {
            throw new IllegalArgumentException("a transaction of "
                    + transaction.ops().size() + " operations and " + transaction.weight() + " bytes cannot be sent");
        }
        CompletableFuture<Commit> outcome = new CompletableFuture<>();
        synchronized (this) {
            if (waiting.size() >= bounds.waiting()) {
                throw new QueueFullException(waiting.size());
            }
            waiting.addLast(new Pending(transaction, outcome));
            send();
        }
        tellOutcomes();
        return outcome;
    }

    /** How many transactions wait to be sent. */
    public synchronized int waiting() {
        return waiting.size();
    }

    private void send() {
        while (inFlight < bounds.inFlight() && !waiting.isEmpty()) {
            Combined combined = new Combined();
            List<Pending> members = takeInto(combined);
            if (members.isEmpty()) {
                return; // the next one depends on what is on its way
            }
            inFlight++;
            members.forEach(it -> underway.add(it.transaction()));
            var unused = sent(combined.transaction())
                    .exceptionally(failure -> new Commit.Unknown())
                    .thenAccept(outcome -> done(members, combined.outcomes(outcome)));
        }
    }

    private CompletableFuture<Commit> sent(Transaction transaction) {
        try {
            return session.commit(transaction);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private List<Pending> takeInto(Combined combined) {
        List<Pending> members = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Pending next = waiting.getFirst();
            if (underway.touches(next.transaction()) || !combined.add(next.transaction())) {
                break;
            }
            members.add(waiting.removeFirst());
        }
        return members;
    }

    private void done(List<Pending> members, List<Optional<Commit>> results) {
        synchronized (this) {
            inFlight--;
            for (int i = members.size() - 1; i >= 0; i--) {
                Pending member = members.get(i);
                underway.remove(member.transaction());
                if (results.get(i).isPresent()) {
                    Commit result = results.get(i).get();
                    outcomes.addLast(() -> member.outcome().complete(result));
                } else {
                    waiting.addFirst(member); // last to first: they keep their order
                }
            }
            send();
        }
        tellOutcomes();
    }

    /** Without the lock: what follows an outcome may call here again. */
    private void tellOutcomes() {
        while (true) {
            Runnable next;
            synchronized (this) {
                next = outcomes.pollFirst();
            }
            if (next == null) {
                return;
            }
            next.run();
        }
    }
}
