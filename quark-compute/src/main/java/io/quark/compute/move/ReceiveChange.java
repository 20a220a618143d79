package io.quark.compute.move;

import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import io.quark.common.model.TaskDetail;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.Needs;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Takes a machine from another host: everything is made ready, then it waits, paused or not there yet, until its record places it here. It
 * is not let run before; and from then on nothing of it is undone, whatever fails: it is nowhere else.
 */
public final class ReceiveChange implements HostChange {

    @Override
    public Needs needs() {
        return new Needs(false, true, Optional.of(TaskDetail.Receive.class), false);
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        if (order.before().isPresent()) {
            return CompletableFuture.failedFuture(HostFailureException.permanent(
                    order.instance() + " is on this host already", "see where its record places it"));
        }
        TaskDetail.Receive detail = order.detail(TaskDetail.Receive.class);
        if (!detail.copy() && order.at().storage().shared().isEmpty()) {
            return CompletableFuture.failedFuture(HostFailureException.permanent(
                    order.at().host() + " does not share its storage any more with " + detail.from(),
                    "move it to a host that does, or ask again: then its disks are copied"));
        }
        Ownership ownership = new Ownership(order.at(), order.instance());
        return ownership.isOurs().thenApply(ours -> new Reception(order, detail, ownership, ours).plan());
    }

    static MachineStatus status(PowerState wanted) {
        return switch (wanted) {
            case RUNNING -> MachineStatus.RUNNING;
            case PAUSED -> MachineStatus.PAUSED;
            case STOPPED, SUSPENDED -> MachineStatus.STOPPED;
        };
    }
}
