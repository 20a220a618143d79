package io.quark.compute.change;

import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.ManagedChange;
import io.quark.compute.task.Needs;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes a running machine's processors away; it stays in memory. */
final class PauseChange implements HostChange {

    private static final String PAUSE = "pause";

    @Override
    public Needs needs() {
        return Needs.HERE.anyNumber();
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        Step pause = Step.forward(PAUSE, () -> order.at().hypervisor().power().pause(order.instance()));
        return CompletableFuture.completedFuture(ChangePlan.of(
                        StepGraph.chain(List.of(pause)),
                        () -> List.of(ManagedChange.became(order.task(), MachineStatus.PAUSED, PowerState.PAUSED)))
                .gateBefore(PAUSE)
                .reversibleToTheEnd());
    }
}
