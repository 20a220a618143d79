package io.quark.compute.change;

import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail.OfPort;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.ManagedChange;
import io.quark.compute.task.Needs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Takes an interface from a machine, also while it runs: it is unwired only when the guest has let go of it. */
final class DetachPortChange implements HostChange {

    private static final String DETACH_NETWORK = "detach_network";

    @Override
    public Needs needs() {
        return Needs.MACHINE.and(OfPort.class);
    }

    @Override
    public List<Fault> faults(Task task) {
        boolean stays = task.machine()
                .flatMap(machine -> task.detail()
                        .filter(OfPort.class::isInstance)
                        .map(OfPort.class::cast)
                        .map(detail -> machine.nics().stream()
                                .anyMatch(nic -> nic.port().equals(detail.nic().port())
                                        || nic.mac().equals(detail.nic().mac()))))
                .orElse(false);
        return stays ? List.of(new Fault("/detail/nic", "still one of the machine's interfaces")) : List.of();
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        PortSteps.requireNotSuspended(order);
        return Definition.planned(
                order, (domain, definition) -> CompletableFuture.completedFuture(plan(order, domain, definition)));
    }

    private static ChangePlan plan(ChangeOrder order, Optional<Domain> domain, Definition definition) {
        Machine machine = order.machine();
        Nic nic = order.detail(OfPort.class).nic();
        PortSteps port = new PortSteps(order.at(), order.instance(), nic);
        List<Step> steps = new ArrayList<>();
        if (domain.filter(Domain::active).isPresent()) {
            steps.add(new Step(
                    "unplug", stop -> port.unplug(), () -> port.plugIn().thenCompose(done -> port.connect())));
        }
        steps.add(definition.stepWithSeed());
        steps.add(Step.forward(DETACH_NETWORK, () -> port.unwire(machine.nics())));
        MachineStatus status = domain.map(Domain::status).orElse(MachineStatus.MISSING);
        return ChangePlan.of(
                        StepGraph.chain(steps),
                        () -> List.of(ManagedChange.became(order.task(), status, machine.powerState())))
                .gateBefore(DETACH_NETWORK);
    }
}
