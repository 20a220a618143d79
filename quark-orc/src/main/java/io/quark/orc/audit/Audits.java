package io.quark.orc.audit;

import io.quark.common.model.Finding;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the tree for audits, each twice, on another thread than the one that asks. What an audit has found is kept until it is asked for;
 * where that never happens, because another process has taken the work unit over, until as many others have come. Belongs to one thread, the
 * looks excepted.
 */
public final class Audits {

    /** Longer than a transaction takes to be seen everywhere. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private static final int MOST = 4;

    private final TreeView view;
    private final Paths paths;
    private final Executor workers;
    private final Map<String, CompletableFuture<List<Finding>>> running = new HashMap<>();

    /** @param workers where a look may take long; one at a time is enough */
    public Audits(TreeView view, Paths paths, Executor workers) {
        this.view = view;
        this.paths = paths;
        this.workers = workers;
    }

    /** Begins to look, or tells what was found; empty: not yet. */
    public Optional<List<Finding>> of(String workUnit) {
        if (running.size() >= MOST && !running.containsKey(workUnit)) {
            running.values().removeIf(CompletableFuture::isDone);
            if (running.size() >= MOST) {
                return Optional.empty(); // its turn comes
            }
        }
        CompletableFuture<List<Finding>> audit = running.computeIfAbsent(workUnit, id -> begin());
        if (!audit.isDone()) {
            return Optional.empty();
        }
        running.remove(workUnit);
        return Optional.of(audit.join());
    }

    private CompletableFuture<List<Finding>> begin() {
        Executor later = CompletableFuture.delayedExecutor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS, workers);
        return CompletableFuture.supplyAsync(() -> TreeAudit.of(view, paths), workers)
                .thenApplyAsync(
                        first -> first.isEmpty() ? first : TreeAudit.standing(first, TreeAudit.of(view, paths)), later);
    }
}
