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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Ends a machine as a stop does, and starts it; so it comes back with its domain's present definition. */
final class RebootChange implements HostChange {

    @Override
    public Needs needs() {
        return Needs.HERE.and(TaskDetail.Power.class).anyNumber();
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        List<Step> start = PowerSteps.start(order.at(), order.instance(), false);
        // Called off when its guest has gone already, it comes back all the same.
        List<Step> ending = RunAgain.undoing(order, Ending.steps(order), start);
        List<Step> steps = new ArrayList<>(ending);
        steps.addAll(start);
        return CompletableFuture.completedFuture(ChangePlan.of(
                        StepGraph.chain(steps),
                        () -> List.of(ManagedChange.became(order.task(), MachineStatus.RUNNING, PowerState.RUNNING)))
                .gateBefore(PowerSteps.POWER_OFF)
                // One that runs again is not ended a second time.
                .once(ending.stream().map(Step::name).toArray(String[]::new)));
    }
}
