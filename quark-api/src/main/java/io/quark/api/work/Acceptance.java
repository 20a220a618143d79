package io.quark.api.work;

import com.codahale.metrics.Counter;
import io.quark.api.http.Answer;
import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.view.Freshness;
import io.quark.common.fault.CrashPoints;
import io.quark.common.model.NetRequest;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Commit;
import io.quark.common.tree.GroupCommitter;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeUnavailableException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Accepts changes: exactly one work unit for each request, also where a request is repeated, sent to two apis at once, or its outcome
 * was lost with a connection. Thread safe.
 *
 * <p>The work unit and the claim on the Idempotency-Key are created in one transaction, so there is one without the other never.
 */
public final class Acceptance {

    private final TreeSession session;
    private final GroupCommitter committer;
    private final Paths paths;
    private final Freshness freshness;
    private final Backlog backlog;
    private final Recollection recollection;
    private final WorkUnitWaits waits;
    private final WorkUnitReader reader;
    private final Executor deciding;
    private final CrashPoints crashPoints;
    private final Counter accepted;
    private final Clock clock;

    /** Its parts. */
    public Acceptance(
            TreeSession session,
            GroupCommitter committer,
            Paths paths,
            Freshness freshness,
            Backlog backlog,
            Recollection recollection,
            WorkUnitWaits waits,
            WorkUnitReader reader,
            Executor deciding,
            CrashPoints crashPoints,
            Counter accepted,
            Clock clock) {
        this.session = session;
        this.committer = committer;
        this.paths = paths;
        this.freshness = freshness;
        this.backlog = backlog;
        this.recollection = recollection;
        this.waits = waits;
        this.reader = reader;
        this.deciding = deciding;
        this.crashPoints = crashPoints;
        this.accepted = accepted;
        this.clock = clock;
    }

    /** Judges a request, records its work unit and answers it, finished where the client waits and it ends in time. */
    public CompletableFuture<Answer> accept(Request request, Decision decision) {
        return accept(request, ids -> CompletableFuture.completedFuture(Optional.empty()), decision);
    }

    /**
     * As {@link #accept(Request, Decision)}, for requests that come in great numbers: what can be judged without waiting for the view to
     * catch up is.
     *
     * @param atOnce judges by what is known now; empty where that does not suffice
     */
    public CompletableFuture<Answer> accept(Request request, EarlyDecision atOnce, Decision decision) {
        Optional<KeyUse> key = KeyUse.of(request);
        WorkUnitIds ids = new WorkUnitIds(request.project(), request.idempotencyKey(), paths.shards());
        return CompletableFuture.completedFuture(ids)
                .thenComposeAsync(atOnce::decide, deciding)
                .exceptionallyCompose(Acceptance::laterIfAway)
                .thenCompose(early -> early.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> freshness.caughtUp().thenApplyAsync(done -> decision.decide(ids), deciding)))
                .thenCompose(draft -> commit(accepted(request, key, draft), key, 1))
                .exceptionallyCompose(failure -> recall(key, failure))
                .thenCompose(work -> answer(request, work));
    }

    /**
     * The answer to a request that is repeated, for those that take in so much before they can be judged that a repeat had better not; empty
     * where its Idempotency-Key is unused, or it has none. Fails with a problem where the key was used for another request.
     *
     * @param isSame whether what the request takes in is what that work unit was made of
     */
    public CompletableFuture<Optional<Answer>> repeated(
            Request request, Function<WorkUnit, CompletableFuture<Boolean>> isSame) {
        Optional<KeyUse> key = KeyUse.of(request);
        if (key.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return recollection
                .of(key.orElseThrow())
                .thenCompose(found -> found.map(work -> isSame.apply(work)
                                .thenCompose(same -> same
                                        ? answer(request, work).thenApply(Optional::of)
                                        : CompletableFuture.failedFuture(KeyUse.reused(work.id()))))
                        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    /** While ZooKeeper is away the request waits for it, as the view does that has to catch up. */
    private static CompletableFuture<Optional<Draft>> laterIfAway(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof TreeUnavailableException
                ? CompletableFuture.completedFuture(Optional.empty())
                : CompletableFuture.failedFuture(failure);
    }

    private Accepted accepted(Request request, Optional<KeyUse> key, Draft draft) {
        List<WorkUnit> children = draft.children().stream()
                .map(child -> workUnit(request, Optional.empty(), child).childOf(draft.workUnit()))
                .toList();
        return new Accepted(workUnit(request, key, draft), draft.parts(), children);
    }

    private WorkUnit workUnit(Request request, Optional<KeyUse> key, Draft draft) {
        return WorkUnit.accepted(
                draft.workUnit(),
                request.project(),
                draft.target(),
                draft.request(),
                key.map(KeyUse::id),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /** What is recorded in one transaction. */
    private record Accepted(WorkUnit work, List<NetRequest.Part> parts, List<WorkUnit> children) {

        Transaction transaction(Optional<KeyUse> key, Paths paths) {
            List<Op> ops = new ArrayList<>();
            key.ifPresent(use -> ops.add(use.claim(paths, work.id())));
            if (!parts.isEmpty()) {
                ops.add(Op.createEmpty(paths.request(work.id())));
            }
            for (int i = 0; i < parts.size(); i++) {
                ops.add(Op.create(paths.requestPart(work.id(), i + 1), parts.get(i)));
            }
            if (!children.isEmpty()) {
                ops.add(Op.createEmpty(paths.group(work.id())));
            }
            for (WorkUnit child : children) {
                ops.add(Op.createEmpty(paths.groupChild(work.id(), child.id())));
                ops.add(Op.create(paths.nextWorkUnit(child.id()), child));
            }
            // Last: who sees the work unit sees all of its parts.
            ops.add(Op.create(paths.nextWorkUnit(work.id()), work));
            return new Transaction(ops);
        }
    }

    private CompletableFuture<WorkUnit> commit(Accepted asked, Optional<KeyUse> key, int attempt) {
        WorkUnit work = asked.work();
        backlog.refuseIfFull(paths.shardOf(work.id()));
        asked.children().forEach(child -> backlog.refuseIfFull(paths.shardOf(child.id())));
        Transaction transaction = asked.transaction(key, paths);
        if (!transaction.withinBounds()) {
            throw tooMuch(transaction);
        }
        long sessionId = session.sessionId();
        crashPoints.reached("api.accept.before");
        return committer.commit(transaction).thenCompose(outcome -> {
            if (outcome instanceof Commit.Committed) {
                crashPoints.reached("api.accept.after");
                accepted.inc();
                return CompletableFuture.completedFuture(work);
            }
            if (outcome instanceof Commit.Unknown) {
                return settle(asked, key, sessionId, attempt);
            }
            return CompletableFuture.failedFuture(refusal((Commit.Refused) outcome));
        });
    }

    /** What is recorded together, or not at all, has to fit into one transaction. */
    private static ProblemException tooMuch(Transaction transaction) {
        return ProblemType.REFUSED.of(
                "all of it at once would be " + transaction.weight() + " bytes in "
                        + transaction.ops().size()
                        + " operations; at most " + Transaction.MAX_BYTES + " bytes in " + Transaction.MAX_OPS
                        + " are recorded together",
                "Ask for fewer at once, or for less of each: shorter user data.");
    }

    /** Nothing was done. Where the key was taken, {@link #recall} finds by whom. */
    private static ProblemException refusal(Commit.Refused refused) {
        if (refused.reason() == Commit.Reason.NODE_EXISTS) {
            return ProblemType.CONFLICT.of(
                    "the same request is being accepted elsewhere", "Send it again with the same key.");
        }
        return ProblemType.UNAVAILABLE
                .of(
                        "the tree does not take the work unit: " + refused.op() + ": " + refused.reason(),
                        "An orc lays the tree out when it starts: see that one runs, then try again.")
                .retryAfter(2);
    }

    /**
     * The connection was lost under the transaction. What was recorded counts. What was not may be sent again, if nothing of the first
     * attempt can come after it: the claim on the key keeps it out, and so does a session that is still the same, because a server takes
     * nothing from a connection that its session has left.
     */
    private CompletableFuture<WorkUnit> settle(Accepted asked, Optional<KeyUse> key, long sessionId, int attempt) {
        WorkUnit work = asked.work();
        return recollection.afterLoss(work.id(), key).thenCompose(found -> {
            if (found.isPresent()) {
                return CompletableFuture.completedFuture(found.orElseThrow());
            }
            boolean safe = key.isPresent() || session.sessionId() == sessionId;
            return safe && attempt < 3
                    ? commit(asked, key, attempt + 1)
                    : CompletableFuture.failedFuture(Recollection.outcomeUnknown(work.id(), key));
        });
    }

    /**
     * A repeat answers what the first request was answered, even where it would not be acceptable any more, because the first one
     * changed the world.
     */
    private CompletableFuture<WorkUnit> recall(Optional<KeyUse> key, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean judged =
                cause instanceof ProblemException problem && problem.problem().status() < 500;
        if (key.isEmpty() || !judged) {
            return CompletableFuture.failedFuture(cause);
        }
        return recollection
                .of(key.orElseThrow())
                .thenApply(found -> found.orElseThrow(() -> new CompletionException(cause)));
    }

    private CompletableFuture<Answer> answer(Request request, WorkUnit work) {
        int wait = request.preferredWaitSeconds();
        if (wait == 0 || work.isTerminal()) {
            return answer(work, wait);
        }
        return waits.await(work.id(), wait).thenCompose(now -> answer(now.orElse(work), wait));
    }

    private CompletableFuture<Answer> answer(WorkUnit work, int waitedSeconds) {
        return reader.answer(work).thenApply(shown -> answer(work, shown, waitedSeconds));
    }

    private static Answer answer(WorkUnit work, WorkUnitAnswer shown, int waitedSeconds) {
        boolean ended = work.isTerminal() && waitedSeconds > 0;
        Answer answer = Answer.json(ended ? 200 : 202, shown).with("Location", "/v1/work-units/" + work.id());
        if (waitedSeconds > 0) {
            answer = answer.with("Preference-Applied", "wait=" + waitedSeconds);
        }
        return ended ? answer : answer.with("Retry-After", "1");
    }
}
