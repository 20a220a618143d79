package io.quark.compute.change;

import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import io.quark.common.model.TaskKind;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.ManagedChange;
import io.quark.compute.task.Needs;
import io.quark.compute.task.Workplace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lets a machine boot from something else: its disk made anew, a rescue system, or its own disk again. */
final class BootChange implements HostChange {

    private static final String FETCH = "fetch_image";

    private final TaskKind kind;

    /** @param kind one of rebuild, rescue and unrescue */
    BootChange(TaskKind kind) {
        this.kind = kind;
    }

    @Override
    public Needs needs() {
        return Needs.MACHINE;
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        return Definition.planned(
                order, (domain, definition) -> CompletableFuture.completedFuture(plan(order, definition)));
    }

    private ChangePlan plan(ChangeOrder order, Definition definition) {
        boolean runs = order.machine().powerState() == PowerState.RUNNING;
        boolean ran = order.before()
                .filter(managed -> managed.wanted() == PowerState.RUNNING)
                .isPresent();
        List<Step> start = PowerSteps.start(order.at(), order.instance(), false);
        List<Step> ending = RunAgain.undoing(order, Ending.asAskedOrUsual(order), ran ? start : List.of());
        List<Step> steps = new ArrayList<>();
        steps.add(fetch(order));
        steps.addAll(ending);
        if (kind == TaskKind.REBUILD) {
            steps.addAll(anew(order));
        }
        steps.add(definition.step());
        if (kind == TaskKind.UNRESCUE) {
            steps.add(Step.forward("end_rescue", () -> order.at().storage().endRescue(order.machine())));
        }
        if (runs) {
            steps.addAll(start);
        }
        MachineStatus status = runs ? MachineStatus.RUNNING : MachineStatus.STOPPED;
        ChangePlan plan = ChangePlan.of(
                        StepGraph.chain(steps), () -> List.of(ManagedChange.became(order.task(), status)))
                .gateBefore(PowerSteps.POWER_OFF)
                // One that runs again is not ended a second time.
                .once(ending.stream().map(Step::name).toArray(String[]::new));
        // A disk that was made anew does not come back; and what the definition was only this life of the daemon knows.
        return kind == TaskKind.RESCUE && !order.resumed() ? plan.reversibleToTheEnd() : plan;
    }

    private Step fetch(ChangeOrder order) {
        Workplace at = order.at();
        return new Step(
                FETCH,
                stop -> at.storage().fetch(owner(order), order.machine(), stop),
                () -> kind == TaskKind.RESCUE
                        ? at.storage().endRescue(order.machine())
                        : CompletableFuture.completedFuture(null));
    }

    private static List<Step> anew(ChangeOrder order) {
        Workplace at = order.at();
        return List.of(
                new Step(
                        "allocate_storage",
                        stop -> at.storage().rebuild(owner(order), order.machine(), stop),
                        () -> CompletableFuture.completedFuture(null)),
                Step.forward("cloud_init", () -> at.storage().renewSeed(order.machine())));
    }

    private static Owner owner(ChangeOrder order) {
        return Owner.of(
                order.task(), order.machine(), order.at().host(), order.at().treeId());
    }
}
