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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starts a machine that is off, from its saved memory where it has some. */
final class StartChange implements HostChange {

    @Override
    public Needs needs() {
        return Needs.HERE;
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        return CompletableFuture.completedFuture(of(order));
    }

    /** A plan that is right whatever the machine does at the moment: what runs already is only limited anew. */
    static ChangePlan of(ChangeOrder order) {
        boolean fromMemory = order.before()
                .filter(managed -> managed.status() == MachineStatus.SUSPENDED)
                .isPresent();
        List<Step> steps = new ArrayList<>();
        steps.add(PowerSteps.prepare(order.at(), order.instance()));
        steps.addAll(PowerSteps.start(order.at(), order.instance(), fromMemory));
        return ChangePlan.of(
                        StepGraph.chain(steps),
                        () -> List.of(ManagedChange.became(order.task(), MachineStatus.RUNNING, PowerState.RUNNING)))
                // Not later: what was started, however far, is seen through also when this daemon dies meanwhile.
                .gateBefore(PowerSteps.START)
                .reversibleToTheEnd();
    }
}
