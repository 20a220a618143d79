package io.quark.compute.task;

import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Step;
import java.util.concurrent.CompletableFuture;

/** For work of the daemon's own, which no record tells of: no step begins while the session is lost. */
final class Steady implements GraphRun.Guard {

    private final Workplace at;

    Steady(Workplace at) {
        this.at = at;
    }

    @Override
    public CompletableFuture<Boolean> mayBegin(Step step) {
        return at.session().steady().thenApply(steady -> true);
    }

    @Override
    public void done(Step step) {
        // not told anywhere
    }
}
