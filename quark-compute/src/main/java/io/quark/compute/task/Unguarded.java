package io.quark.compute.task;

import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Step;
import java.util.concurrent.CompletableFuture;

/** For what is undone: nothing holds it up, and it is not told step by step. */
final class Unguarded implements GraphRun.Guard {

    @Override
    public CompletableFuture<Boolean> mayBegin(Step step) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public void done(Step step) {
        // not told anywhere
    }
}
