package io.quark.compute.change;

import io.quark.common.model.TaskDetail;
import io.quark.common.model.VolumeDisk;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.Needs;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes a volume from a machine; ended only when its guest has let go of it. The volume stays. */
final class DetachVolumeChange implements HostChange {

    private static final String UNPLUG = "unplug";

    @Override
    public Needs needs() {
        return Needs.MACHINE.and(TaskDetail.OfVolume.class);
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        VolumeDisk volume = order.detail(TaskDetail.OfVolume.class).volume();
        Step unplug =
                new Step(UNPLUG, stop -> VolumeSteps.unplug(order, volume), () -> VolumeSteps.plugIn(order, volume));
        return CompletableFuture.completedFuture(
                ChangePlan.of(StepGraph.chain(List.of(unplug)), () -> List.of(VolumeSteps.machine(order)))
                        .gateBefore(UNPLUG)
                        .reversibleToTheEnd());
    }
}
