package io.quark.compute.change;

import io.quark.common.model.Managed;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.VolumeDisk;
import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ManagedChange;
import io.quark.compute.task.Workplace;
import java.util.concurrent.CompletableFuture;

/** What the changes of volumes share. */
final class VolumeSteps {

    private VolumeSteps() {}

    static VolumeOwner owner(ChangeOrder order) {
        Workplace at = order.at();
        String volume = order.detail(TaskDetail.OfVolume.class).volume().id();
        return VolumeOwner.of(order.task(), volume, at.host(), at.treeId());
    }

    static CompletableFuture<Void> plugIn(ChangeOrder order, VolumeDisk volume) {
        Workplace at = order.at();
        return at.hypervisor()
                .disks()
                .plugIn(order.instance(), at.storage().volumes().disk(volume));
    }

    static CompletableFuture<Void> unplug(ChangeOrder order, VolumeDisk volume) {
        Workplace at = order.at();
        return at.hypervisor()
                .disks()
                .unplug(order.instance(), at.storage().volumes().disk(volume));
    }

    /** The volume lies on this host, and takes its size there. */
    static ManagedChange lies(ChangeOrder order, VolumeDisk volume) {
        return ManagedChange.lies(order.task(), volume, order.at().clock());
    }

    /** The machine is as it was, but for the disk. */
    static ManagedChange machine(ChangeOrder order) {
        return new ManagedChange(
                order.instance(),
                before -> before.map(managed -> new Managed(
                        managed.kind(),
                        managed.name(),
                        managed.birthedOn(),
                        managed.consumes(),
                        managed.status(),
                        order.task().id(),
                        managed.fault(),
                        managed.wanted(),
                        managed.restart())));
    }
}
