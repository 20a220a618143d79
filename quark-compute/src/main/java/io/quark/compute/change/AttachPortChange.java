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

/** Gives a machine one more interface, also while it runs: nothing passes before its limits and filters are in force. */
final class AttachPortChange implements HostChange {

    private static final String PLUG_IN = "plug_in";
    private static final String CONNECT = "connect";

    @Override
    public Needs needs() {
        return Needs.MACHINE.and(OfPort.class);
    }

    @Override
    public List<Fault> faults(Task task) {
        boolean named = task.machine()
                .flatMap(machine -> task.detail()
                        .filter(OfPort.class::isInstance)
                        .map(OfPort.class::cast)
                        .map(detail -> machine.nics().contains(detail.nic())))
                .orElse(false);
        return named ? List.of() : List.of(new Fault("/detail/nic", "not one of the machine's interfaces"));
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
        List<Nic> others =
                machine.nics().stream().filter(other -> !other.equals(nic)).toList();
        boolean active = domain.filter(Domain::active).isPresent();
        List<Step> steps = new ArrayList<>();
        steps.add(new Step("attach_network", stop -> port.wire(machine), () -> port.unwire(others)));
        if (active) {
            steps.add(new Step(PLUG_IN, stop -> port.plugIn(), port::unplug));
            steps.add(Step.forward(CONNECT, port::connect));
        }
        steps.add(definition.stepWithSeed());
        MachineStatus status = domain.map(Domain::status).orElse(MachineStatus.MISSING);
        ChangePlan plan = ChangePlan.of(
                        StepGraph.chain(steps),
                        () -> List.of(ManagedChange.became(order.task(), status, machine.powerState())))
                .reversibleToTheEnd();
        return active ? plan.gateBefore(PLUG_IN) : plan;
    }
}
