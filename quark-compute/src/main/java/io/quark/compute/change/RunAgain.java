package io.quark.compute.change;

import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.step.Step;
import io.quark.compute.task.ChangeOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lets a machine that was ended for a change run as it did. */
final class RunAgain {

    private RunAgain() {}

    /** Takes these steps, one after the other, unless the machine is active. */
    static CompletableFuture<Void> by(ChangeOrder order, List<Step> steps) {
        return order.at().hypervisor().domain(order.instance()).thenCompose(domain -> {
            CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
            if (domain.filter(Domain::active).isPresent()) {
                return done;
            }
            for (Step step : steps) {
                done = done.thenCompose(nothing -> step.run().apply(StopSignal.never()));
            }
            return done;
        });
    }

    /** The same, as the undo of steps that ended it; those steps themselves. */
    static List<Step> undoing(ChangeOrder order, List<Step> ending, List<Step> start) {
        return ending.stream()
                .map(step -> new Step(step.name(), step.run(), () -> by(order, start)))
                .toList();
    }
}
