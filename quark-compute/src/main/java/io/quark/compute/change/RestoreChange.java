package io.quark.compute.change;

import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import io.quark.common.model.TaskDetail;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Snapshots;
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

/** Makes a machine what one of its snapshots holds: its disk, and its memory where that is in it. The snapshot stays. */
final class RestoreChange implements HostChange {

    private static final String RESTORE = "restore_disks";

    @Override
    public Needs needs() {
        return Needs.MACHINE.and(TaskDetail.OfSnapshot.class);
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        String id = order.detail(TaskDetail.OfSnapshot.class).snapshot();
        Snapshots snapshots = order.at().storage().snapshots();
        return snapshots
                .shape(order.instance(), id)
                .thenCombine(
                        snapshots.hasMemory(order.instance(), id),
                        (shape, memory) -> memory ? Optional.of(shape) : Optional.<List<String>>empty())
                .thenCombine(order.at().hypervisor().disks().shape(order.instance()), (then, now) -> {
                    then.ifPresent(shape -> requireSame(order, shape, now));
                    return plan(order, id, then.isPresent());
                });
    }

    /** The memory of one machine is of no use to another one. */
    private static void requireSame(ChangeOrder order, List<String> then, Optional<List<String>> now) {
        List<String> missing = new ArrayList<>(then);
        missing.removeAll(now.orElse(List.of()));
        List<String> added = new ArrayList<>(now.orElse(List.of()));
        added.removeAll(then);
        if (!order.task().starting() && !(missing.isEmpty() && added.isEmpty())) {
            throw HostFailureException.unfit(
                    "the memory in the snapshot fits only the machine as it was: then it had " + shown(missing)
                            + ", now it has " + shown(added),
                    "give it the disks and interfaces that it had, or take snapshots without memory");
        }
    }

    /** Where files lie on the host is nobody's business. */
    private static List<String> shown(List<String> devices) {
        return devices.stream().map(device -> device.replaceAll("/\\S*/", "")).toList();
    }

    private static ChangePlan plan(ChangeOrder order, String id, boolean memory) {
        Snapshots snapshots = order.at().storage().snapshots();
        List<Step> usual = starting(order, PowerSteps.start(order.at(), order.instance(), false));
        List<Step> ending = RunAgain.undoing(order, Ending.forced(order), usual);
        List<Step> steps = new ArrayList<>(ending);
        steps.add(new Step(
                RESTORE,
                stop -> snapshots.restore(order.instance(), id, order.machine().storage(), stop),
                () -> CompletableFuture.completedFuture(null)));
        if (memory) {
            steps.add(Step.forward(
                    PowerSteps.START,
                    () -> order.at()
                            .keeper()
                            .down(order.instance())
                            .thenCompose(down -> order.at()
                                    .hypervisor()
                                    .disks()
                                    .startFrom(order.instance(), snapshots.memory(order.instance(), id)))));
            List<Step> all = PowerSteps.start(order.at(), order.instance(), false);
            steps.addAll(all.subList(1, all.size()));
        } else {
            steps.addAll(usual);
        }
        MachineStatus status = memory || runs(order) ? MachineStatus.RUNNING : MachineStatus.STOPPED;
        return ChangePlan.of(StepGraph.chain(steps), () -> List.of(ManagedChange.became(order.task(), status)))
                .gateBefore(RESTORE)
                .once(PowerSteps.POWER_OFF, RESTORE);
    }

    private static List<Step> starting(ChangeOrder order, List<Step> start) {
        return runs(order) ? start : List.of();
    }

    private static boolean runs(ChangeOrder order) {
        return order.machine().powerState() == PowerState.RUNNING;
    }
}
