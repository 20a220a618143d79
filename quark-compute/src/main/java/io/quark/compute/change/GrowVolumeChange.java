package io.quark.compute.change;

import io.quark.common.model.TaskDetail;
import io.quark.common.model.VolumeDisk;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.hypervisor.Volumes;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.Needs;
import io.quark.compute.task.Workplace;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes a volume larger, while its machine runs or not, or while no machine has it. */
final class GrowVolumeChange implements HostChange {

    private static final String GROW = "grow_volume";

    @Override
    public Needs needs() {
        return Needs.HERE.and(TaskDetail.OfVolume.class);
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        VolumeDisk volume = order.detail(TaskDetail.OfVolume.class).volume();
        boolean attached = !order.instance().equals(volume.id());
        Step grow = Step.forward(GROW, () -> attached ? growAttached(order, volume) : growAlone(order, volume));
        return CompletableFuture.completedFuture(ChangePlan.of(
                        StepGraph.chain(List.of(grow)),
                        () -> attached
                                ? List.of(VolumeSteps.lies(order, volume), VolumeSteps.machine(order))
                                : List.of(VolumeSteps.lies(order, volume)))
                .gateBefore(GROW));
    }

    private static CompletableFuture<Void> growAttached(ChangeOrder order, VolumeDisk volume) {
        Workplace at = order.at();
        VolumeOwner owner = VolumeSteps.owner(order);
        Volumes volumes = at.storage().volumes();
        return at.hypervisor().domain(order.instance()).thenCompose(domain -> {
            if (domain.filter(Domain::active).isEmpty()) {
                return volumes.grow(owner, volume, false);
            }
            return volumes.grow(owner, volume, true)
                    .thenCompose(
                            done -> at.hypervisor().disks().grow(order.instance(), volumes.disk(volume), volume.size()))
                    // It may have ended meanwhile.
                    .thenCompose(active ->
                            active ? CompletableFuture.completedFuture(null) : volumes.grow(owner, volume, false));
        });
    }

    private static CompletableFuture<Void> growAlone(ChangeOrder order, VolumeDisk volume) {
        return order.at().storage().volumes().grow(VolumeSteps.owner(order), volume, false);
    }
}
