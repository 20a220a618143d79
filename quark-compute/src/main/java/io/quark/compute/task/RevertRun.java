package io.quark.compute.task;

import io.quark.common.model.TaskKind;
import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Retries;

/**
 * Takes back what an update did whose task orc has withdrawn while this daemon was away. No record tells of it. Lives on the loop.
 */
final class RevertRun extends UnrecordedRun {

    private final Workplace at;
    private final GraphRun run;

    /** @param task the one that is gone */
    RevertRun(Workplace at, String task, String instance) {
        super(TaskKind.UPDATE_NICS, instance);
        this.at = at;
        this.run = new GraphRun(
                at.loop(), at.clock(), MachineSteps.revert(at, task, instance), new Steady(at), Retries.FOR_EVER);
    }

    @Override
    public void begin() {
        at.loop().when(run.start(), (outcome, failure) -> end());
    }

    /** Only a delete stops it: what it would make right is about to go. */
    @Override
    public void stop(StopReason why) {
        run.stop();
    }
}
