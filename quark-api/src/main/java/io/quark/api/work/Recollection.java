package io.quark.api.work;

import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Finds out what was recorded before: by an earlier request with the same key, or by a transaction whose outcome was lost. Thread safe. */
public final class Recollection {

    private static final int PAUSE_MILLIS = 500;

    private final TreeSession session;
    private final Paths paths;
    private final WorkUnitReader reader;
    private final ScheduledExecutorService timer;
    private final int tries;

    /**
     * What finds out.
     *
     * @param patience how long ZooKeeper may be away; longer than the election of a new leader takes
     */
    public Recollection(
            TreeSession session,
            Paths paths,
            WorkUnitReader reader,
            ScheduledExecutorService timer,
            Duration patience) {
        this.session = session;
        this.paths = paths;
        this.reader = reader;
        this.timer = timer;
        this.tries = (int) Math.max(1, patience.toMillis() / PAUSE_MILLIS);
    }

    /**
     * The work unit of the first request that used this key, as it is now; empty where the key is unused. Fails with a problem where the
     * key was used for another request.
     */
    CompletableFuture<Optional<WorkUnit>> of(KeyUse key) {
        return session.sync().thenCompose(synced -> claimed(key));
    }

    /** What became of a work unit whose transaction lost its connection; waits a while for ZooKeeper to come back. */
    CompletableFuture<Optional<WorkUnit>> afterLoss(String workUnit, Optional<KeyUse> key) {
        return afterLoss(workUnit, key, 1);
    }

    private CompletableFuture<Optional<WorkUnit>> afterLoss(String workUnit, Optional<KeyUse> key, int attempt) {
        return session.sync()
                .thenCompose(synced -> key.map(this::claimed).orElseGet(() -> reader.read(workUnit)))
                .exceptionallyCompose(failure -> {
                    if (failure instanceof ProblemException || failure.getCause() instanceof ProblemException) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    if (attempt >= tries) {
                        return CompletableFuture.failedFuture(outcomeUnknown(workUnit, key));
                    }
                    Executor later = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, timer);
                    return CompletableFuture.supplyAsync(() -> attempt + 1, later)
                            .thenCompose(next -> afterLoss(workUnit, key, next));
                });
    }

    private CompletableFuture<Optional<WorkUnit>> claimed(KeyUse key) {
        return session.read(List.of(paths.idempotencyKey(key.id()))).thenCompose(nodes -> {
            Optional<IdempotencyClaim> claim = nodes.get(0).map(node -> node.as(IdempotencyClaim.class));
            claim.ifPresent(key::check);
            return claim.map(use -> reader.read(use.workUnit()))
                    .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
        });
    }

    static ProblemException outcomeUnknown(String workUnit, Optional<KeyUse> key) {
        String hint = key.isPresent()
                ? "Send the request again with the same Idempotency-Key: it will not be done twice."
                : "Before you send it again, see whether GET /v1/work-units/" + workUnit
                        + " finds it. With an Idempotency-Key a repeat is safe.";
        return ProblemType.UNAVAILABLE
                .of(
                        "the connection to ZooKeeper was lost and it is not known whether the work unit " + workUnit
                                + " was recorded",
                        hint)
                .retryAfter(2);
    }
}
