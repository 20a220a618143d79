package io.quark.compute.change;

import io.quark.common.model.TaskDetail;
import io.quark.common.model.VolumeDisk;
import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.Needs;
import io.quark.compute.task.Workplace;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes a volume, where it is not there yet, and gives it to a machine. */
final class AttachVolumeChange implements HostChange {

    private static final String PLUG_IN = "plug_in";

    @Override
    public Needs needs() {
        return Needs.MACHINE.and(TaskDetail.OfVolume.class);
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        Workplace at = order.at();
        VolumeDisk volume = order.detail(TaskDetail.OfVolume.class).volume();
        VolumeOwner owner = VolumeSteps.owner(order);
        Step create = new Step(
                "create_volume",
                stop -> at.storage().volumes().create(owner, volume),
                // One that was there before stays.
                () -> at.storage().volumes().uncreate(owner, volume));
        Step plugIn =
                new Step(PLUG_IN, stop -> VolumeSteps.plugIn(order, volume), () -> VolumeSteps.unplug(order, volume));
        return CompletableFuture.completedFuture(ChangePlan.of(
                        StepGraph.chain(List.of(create, plugIn)),
                        () -> List.of(VolumeSteps.lies(order, volume), VolumeSteps.machine(order)))
                .gateBefore(PLUG_IN)
                .reversibleToTheEnd());
    }
}
