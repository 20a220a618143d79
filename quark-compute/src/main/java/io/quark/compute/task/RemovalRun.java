package io.quark.compute.task;

import io.quark.common.model.TaskKind;
import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Retries;
import io.quark.compute.step.StepGraph;

/** Removes what is left here of a machine that is not this compute's. No record tells of it. Lives on the loop. */
final class RemovalRun extends UnrecordedRun {

    private final Workplace at;
    private final GraphRun run;

    RemovalRun(Workplace at, String instance) {
        this(at, instance, MachineSteps.removal(at, instance));
    }

    /** @param instance or another thing: tasks about it wait meanwhile */
    RemovalRun(Workplace at, String instance, StepGraph steps) {
        super(TaskKind.DELETE, instance);
        this.at = at;
        this.run = new GraphRun(at.loop(), at.clock(), steps, new Steady(at), Retries.REMOVAL);
    }

    @Override
    public void begin() {
        // However it ends: what is still there is seen at the next look.
        at.loop().when(run.start(), (outcome, failure) -> end());
    }

    @Override
    public void stop(StopReason why) {
        // nobody asked for it, so nobody can call it off
    }
}
