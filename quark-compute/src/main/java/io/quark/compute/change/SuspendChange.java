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

/** Saves a machine's memory on its host's disk and ends it; it goes on where it was when it is started or resumed. */
final class SuspendChange implements HostChange {

    private static final String SUSPEND = "suspend";

    @Override
    public Needs needs() {
        return Needs.HERE;
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        String instance = order.instance();
        Step suspend = Step.forward(
                SUSPEND,
                () -> order.at()
                        .hypervisor()
                        .power()
                        .suspend(instance)
                        .thenCompose(done -> order.at().hypervisor().domain(instance))
                        .thenCompose(domain -> {
                            requireSuspended(instance, domain);
                            return order.at().keeper().down(instance);
                        }));
        return CompletableFuture.completedFuture(ChangePlan.of(
                        StepGraph.chain(List.of(suspend)),
                        () -> List.of(
                                ManagedChange.became(order.task(), MachineStatus.SUSPENDED, PowerState.SUSPENDED)))
                .gateBefore(SUSPEND)
                .reversibleToTheEnd());
    }

    private static void requireSuspended(String instance, Optional<Domain> domain) {
        if (domain.filter(found -> found.status() == MachineStatus.SUSPENDED).isEmpty()) {
            throw HostFailureException.unfit(
                    instance + " does not run: there is no memory of it that could be saved", "start it first");
        }
    }
}
