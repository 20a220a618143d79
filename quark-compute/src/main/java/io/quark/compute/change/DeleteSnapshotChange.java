package io.quark.compute.change;

import io.quark.common.model.TaskDetail;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.Needs;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Removes a snapshot; succeeds where there is none. */
final class DeleteSnapshotChange implements HostChange {

    private static final String REMOVE = "remove_snapshot";

    @Override
    public Needs needs() {
        return Needs.NOTHING.and(TaskDetail.OfSnapshot.class);
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        String id = order.detail(TaskDetail.OfSnapshot.class).snapshot();
        Step remove =
                Step.forward(REMOVE, () -> order.at().storage().snapshots().remove(order.instance(), id));
        return CompletableFuture.completedFuture(
                ChangePlan.of(StepGraph.chain(List.of(remove)), List::of).gateBefore(REMOVE));
    }
}
