package io.quark.compute.change;

import io.quark.common.model.TaskDetail;
import io.quark.common.model.VolumeDisk;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.ManagedChange;
import io.quark.compute.task.Needs;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Removes a volume that no machine has, with all that is on it; succeeds where there is none. */
final class DeleteVolumeChange implements HostChange {

    private static final String REMOVE = "remove_volume";

    @Override
    public Needs needs() {
        return Needs.NOTHING.and(TaskDetail.OfVolume.class);
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        VolumeDisk volume = order.detail(TaskDetail.OfVolume.class).volume();
        Step remove =
                Step.forward(REMOVE, () -> order.at().storage().volumes().remove(VolumeSteps.owner(order), volume));
        return CompletableFuture.completedFuture(
                ChangePlan.of(StepGraph.chain(List.of(remove)), () -> List.of(ManagedChange.remove(volume.id())))
                        .gateBefore(REMOVE));
    }
}
