package io.quark.compute.change;

import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.ManagedChange;
import io.quark.compute.task.Needs;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Lets a machine go on that is paused, or suspended. */
final class ResumeChange implements HostChange {

    @Override
    public Needs needs() {
        return Needs.HERE.anyNumber();
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        return order.at().hypervisor().domain(order.instance()).thenApply(domain -> plan(order, domain));
    }

    private static ChangePlan plan(ChangeOrder order, Optional<Domain> domain) {
        boolean suspended =
                isSuspended(order.before().map(managed -> managed.status())) || isSuspended(domain.map(Domain::status));
        if (suspended) {
            // Also where it is not any more: an earlier life of the daemon may not have come to its limits.
            return StartChange.of(order);
        }
        if (domain.filter(Domain::active).isEmpty()) {
            throw HostFailureException.unfit(
                    order.instance() + " is neither paused nor suspended: it is off", "start it");
        }
        Step resume =
                Step.forward(PowerSteps.RESUME, () -> order.at().hypervisor().resume(order.instance()));
        return ChangePlan.of(
                        StepGraph.chain(List.of(resume)),
                        () -> List.of(ManagedChange.became(order.task(), MachineStatus.RUNNING, PowerState.RUNNING)))
                .gateBefore(PowerSteps.RESUME)
                .reversibleToTheEnd();
    }

    private static boolean isSuspended(Optional<MachineStatus> status) {
        return status.filter(found -> found == MachineStatus.SUSPENDED).isPresent();
    }
}
