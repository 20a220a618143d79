package io.quark.api.work;

import io.quark.api.http.ProblemType;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeUnavailableException;
import java.util.concurrent.CompletableFuture;

/** Leaves the mark that asks for a work unit to be cancelled. It is left only where the work unit has not ended, so that none is left behind. Thread safe. */
public final class Cancellation {

    private static final int TRIES = 4;

    private final TreeSession session;
    private final Paths paths;
    private final WorkUnitReader reader;

    public Cancellation(TreeSession session, Paths paths, WorkUnitReader reader) {
        this.session = session;
        this.paths = paths;
        this.reader = reader;
    }

    /** The work unit, asked to be cancelled or cancelled already. */
    CompletableFuture<WorkUnit> cancel(String id) {
        return session.sync().thenCompose(synced -> cancel(id, 1));
    }

    private CompletableFuture<WorkUnit> cancel(String id, int attempt) {
        return reader.read(id).thenCompose(found -> {
            WorkUnit work = found.orElseThrow(() -> WorkUnitRoutes.missing(id));
            if (work.state() == WorkUnit.State.CANCELLED) {
                return CompletableFuture.completedFuture(work);
            }
            if (work.isTerminal()) {
                throw ProblemType.CONFLICT.of(
                        "the work unit " + id + " has " + work.state().text() + " already",
                        "What it has done is undone by another change, e.g. DELETE.");
            }
            return mark(work, attempt);
        });
    }

    /** The check holds the work unit in its place: if it moves on meanwhile nothing is written. */
    private CompletableFuture<WorkUnit> mark(WorkUnit work, int attempt) {
        String place = work.state() == WorkUnit.State.ACCEPTED
                ? paths.nextWorkUnit(work.id())
                : paths.activeWorkUnit(work.id());
        Transaction transaction =
                Transaction.of(Op.check(place, Op.ANY_VERSION), Op.createEmpty(paths.cancel(work.id())));
        return session.commit(transaction).thenCompose(outcome -> {
            boolean marked = outcome instanceof Commit.Committed
                    || (outcome instanceof Commit.Refused refused && refused.reason() == Commit.Reason.NODE_EXISTS);
            if (marked) {
                return CompletableFuture.completedFuture(work);
            }
            if (attempt == TRIES) {
                throw new TreeUnavailableException("the cancellation of " + work.id() + " could not be recorded");
            }
            return session.sync().thenCompose(synced -> cancel(work.id(), attempt + 1));
        });
    }
}
