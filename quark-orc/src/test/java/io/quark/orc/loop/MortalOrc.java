package io.quark.orc.loop;

import io.quark.common.tree.Commit;
import io.quark.common.tree.FollowableSession;
import io.quark.common.tree.Transaction;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** The session of an orc that dies at one of its transactions: just before that is sent, or when it is done and the orc does not know it yet. */
final class MortalOrc implements UnaryOperator<FollowableSession> {

    /** When it dies. */
    enum When {
        BEFORE,
        AFTER
    }

    /** @param number counted from 0 */
    record Point(int number, When when) {
        @Override
        public String toString() {
            return when + " transaction " + number;
        }
    }

    private static final Point NEVER = new Point(-1, When.BEFORE);

    private Point fatal = NEVER;
    private int sent;
    private boolean dead;

    @Override
    public FollowableSession apply(FollowableSession session) {
        return new CommitFilter(session, next -> transaction -> commit(transaction, next));
    }

    /** It counts anew, and dies there. */
    synchronized void diesAt(Point point) {
        fatal = point;
        sent = 0;
    }

    /** It counts anew, and lives. */
    synchronized void lives() {
        diesAt(NEVER);
    }

    synchronized int sent() {
        return sent;
    }

    synchronized boolean isDead() {
        return dead;
    }

    private synchronized CompletableFuture<Commit> commit(Transaction transaction, CommitFilter.Next next) {
        CompletableFuture<Commit> nobodyHears = new CompletableFuture<>();
        if (dead) {
            return nobodyHears;
        }
        if (sent++ != fatal.number()) {
            return next.commit(transaction);
        }
        dead = true;
        if (fatal.when() == When.AFTER) {
            next.commit(transaction).join();
        }
        return nobodyHears;
    }
}
