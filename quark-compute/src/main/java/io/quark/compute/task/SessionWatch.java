package io.quark.compute.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whether a daemon may act on what it knows of the tree. Lives on the loop. */
public final class SessionWatch {

    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private boolean steady;

    /**
     * Completes when the session stands: at once, or after a lost one was replaced and every task was looked up again. Never
     * fails.
     */
    public CompletableFuture<Void> steady() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (steady) {
            answer.complete(null);
        } else {
            waiting.add(answer);
        }
        return answer;
    }

    /** Whether it stands now. */
    public boolean isSteady() {
        return steady;
    }

    /** From now on nothing begins. */
    public void lost() {
        steady = false;
    }

    /** What waited goes on. */
    public void restored() {
        steady = true;
        List<CompletableFuture<Void>> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(answer -> answer.complete(null));
    }
}
