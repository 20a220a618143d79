package io.quark.compute.task;

import io.quark.common.model.Resources;
import io.quark.common.model.TaskKind;
import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Retries;
import java.util.concurrent.CompletableFuture;

/** Removes what is left here of a machine that is not this compute's. No record tells of it. Lives on the loop. */
final class RemovalRun implements TaskRun {

    private final Workplace at;
    private final String instance;
    private final GraphRun run;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    RemovalRun(Workplace at, String instance) {
        this.at = at;
        this.instance = instance;
        this.run = new GraphRun(
                at.loop(), at.clock(), MachineSteps.removal(at, instance), new Steady(at), Retries.REMOVAL);
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public TaskKind kind() {
        return TaskKind.DELETE;
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
        // However it ends: what is still there is seen at the next look.
        at.loop().when(run.start(), (outcome, failure) -> finished.complete(null));
    }

    @Override
    public void stop(StopReason why) {
        // nobody asked for it, so nobody can call it off
    }
}
