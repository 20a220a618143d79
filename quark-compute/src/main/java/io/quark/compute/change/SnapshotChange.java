package io.quark.compute.change;

import io.quark.common.model.PowerState;
import io.quark.common.model.TaskDetail;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.DomainDisks;
import io.quark.compute.hypervisor.Snapshots;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.Needs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes a snapshot. A running machine goes on meanwhile; with its memory it is saved, copied, and goes on from what was saved. Whatever happens, it
 * runs afterwards as it did.
 */
final class SnapshotChange implements HostChange {

    /** In the task's result: bytes on this host. */
    static final String SIZE = "size";

    private static final String COPY = "copy_disks";
    private static final String KEEP = "keep_snapshot";

    @Override
    public Needs needs() {
        return Needs.MACHINE.and(TaskDetail.OfSnapshot.class);
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        return CompletableFuture.completedFuture(new Taking(order).plan());
    }

    /** One snapshot. */
    private static final class Taking {

        private final ChangeOrder order;
        private final String id;
        private final boolean memory;
        private final Snapshots snapshots;
        private final DomainDisks disks;
        private final AtomicLong size = new AtomicLong();

        Taking(ChangeOrder order) {
            TaskDetail.OfSnapshot detail = order.detail(TaskDetail.OfSnapshot.class);
            this.order = order;
            this.id = detail.snapshot();
            this.memory = detail.memory();
            this.snapshots = order.at().storage().snapshots();
            this.disks = order.at().hypervisor().disks();
        }

        ChangePlan plan() {
            List<Step> steps = new ArrayList<>();
            steps.add(new Step(COPY, this::copy, this::discard));
            if (memory) {
                steps.addAll(comeBack());
            }
            steps.add(Step.forward(KEEP, this::keep));
            return ChangePlan.of(StepGraph.chain(steps), () -> List.of(VolumeSteps.machine(order)))
                    .gateBefore(KEEP)
                    .once(COPY)
                    .telling(() -> Map.of(SIZE, Long.toString(size.get())));
        }

        private CompletableFuture<Void> copy(StopSignal stop) {
            return snapshots
                    .begin(order.instance(), id, order.resumed())
                    .thenCompose(begun -> order.at().hypervisor().domain(order.instance()))
                    .thenCompose(domain -> {
                        boolean active = domain.filter(Domain::active).isPresent();
                        return active && !memory ? copyRunning(stop) : copyStill(stop);
                    });
        }

        private CompletableFuture<Void> copyRunning(StopSignal stop) {
            return order.at().storage().files(order.machine()).disk().isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : disks.copyRoot(
                            order.instance(),
                            snapshots.draft(order.instance(), id).disk(),
                            stop,
                            order.progress());
        }

        private CompletableFuture<Void> copyStill(StopSignal stop) {
            CompletableFuture<Void> still = memory
                    ? disks.save(
                            order.instance(),
                            snapshots.draft(order.instance(), id).memory())
                    : CompletableFuture.completedFuture(null);
            return still.thenCompose(saved -> snapshots.copyRoot(order.instance(), id, stop));
        }

        private CompletableFuture<Void> keep() {
            return disks.shape(order.instance())
                    .thenCompose(shape -> snapshots.keep(order.instance(), id, shape.orElse(List.of())))
                    .thenAccept(size::set);
        }

        /** It runs as it did before what it may have to come back from goes. */
        private CompletableFuture<Void> discard() {
            CompletableFuture<Void> back =
                    memory ? RunAgain.by(order, comeBack()) : CompletableFuture.completedFuture(null);
            return back.thenCompose(done -> order.at().hypervisor().domain(order.instance()))
                    .thenCompose(domain ->
                            memory && !paused() && domain.filter(Domain::active).isPresent()
                                    ? order.at().hypervisor().resume(order.instance())
                                    : CompletableFuture.completedFuture(null))
                    .thenCompose(done -> snapshots.remove(order.instance(), id));
        }

        /** From the memory that was saved; or, if that failed before it was, as usual. */
        private List<Step> comeBack() {
            Step start = Step.forward(
                    PowerSteps.START,
                    () -> order.at()
                            .keeper()
                            .down(order.instance())
                            .thenCompose(down -> snapshots.hasMemory(order.instance(), id))
                            .thenCompose(saved -> saved
                                    ? disks.startFrom(
                                            order.instance(),
                                            snapshots
                                                    .draft(order.instance(), id)
                                                    .memory())
                                    : order.at().hypervisor().start(order.instance())));
            List<Step> usual = PowerSteps.start(order.at(), order.instance(), false);
            List<Step> steps = new ArrayList<>();
            steps.add(start);
            steps.addAll(usual.subList(1, paused() ? usual.size() - 1 : usual.size()));
            return steps;
        }

        private boolean paused() {
            return order.machine().powerState() == PowerState.PAUSED;
        }
    }
}
