package io.quark.compute.task;

import io.quark.common.model.Resources;
import io.quark.common.model.TaskKind;
import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Retries;
import java.util.concurrent.CompletableFuture;

/**
 * Takes back what an update did whose task orc has withdrawn while this daemon was away. No record tells of it. Lives on the loop.
 */
final class RevertRun implements TaskRun {

    private final Workplace at;
    private final String instance;
    private final GraphRun run;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    /** @param task the one that is gone */
    RevertRun(Workplace at, String task, String instance) {
        this.at = at;
        this.instance = instance;
        this.run = new GraphRun(
                at.loop(), at.clock(), MachineSteps.revert(at, task, instance), new Steady(at), Retries.FOR_EVER);
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public TaskKind kind() {
        return TaskKind.UPDATE_NICS;
    }

    @Override
    public Resources consumes() {
        return Resources.NONE;
    }

    @Override
    public CompletableFuture<Void> finished() {
        return finished;
    }

    @Override
    public void begin() {
        at.loop().when(run.start(), (outcome, failure) -> finished.complete(null));
    }

    /** Only a delete stops it: what it would make right is about to go. */
    @Override
    public void stop(StopReason why) {
        run.stop();
    }
}
