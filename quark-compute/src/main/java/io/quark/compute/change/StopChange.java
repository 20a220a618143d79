package io.quark.compute.change;

import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import io.quark.common.model.TaskDetail;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.ManagedChange;
import io.quark.compute.task.Needs;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Ends a machine: asks its guest first, unless it is forced. */
final class StopChange implements HostChange {

    @Override
    public Needs needs() {
        return Needs.HERE.and(TaskDetail.Power.class).anyNumber();
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        List<Step> steps = Ending.steps(order);
        return CompletableFuture.completedFuture(ChangePlan.of(
                        StepGraph.chain(steps),
                        () -> List.of(ManagedChange.became(order.task(), MachineStatus.STOPPED, PowerState.STOPPED)))
                .gateBefore(PowerSteps.POWER_OFF));
    }
}
