package io.quark.compute.task;

import io.quark.common.model.Task;
import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Outcome;
import io.quark.compute.step.Retries;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes what an earlier life of the daemon did of a change whose task orc has withdrawn meanwhile: what comes before its gate, for else its task would
 * still stand. No record tells of it. Lives on the loop.
 */
final class WithdrawnRun extends UnrecordedRun {

    private static final Logger LOG = LoggerFactory.getLogger(WithdrawnRun.class);

    private final Workplace at;
    private final Managing managing;
    private final Task task;
    private final HostChange change;
    private volatile Optional<ChangePlan> plan = Optional.empty();
    private @Nullable Undoing undoing;

    /** @param task the one that is gone, as it was begun */
    WithdrawnRun(Workplace at, Managing managing, Task task, HostChange change) {
        super(task.kind(), task.instance());
        this.at = at;
        this.managing = managing;
        this.task = task;
        this.change = change;
    }

    @Override
    public void begin() {
        if (change.needs().here() && managing.get(instance()).isEmpty()) {
            forget(); // whatever is left of it goes with the machine
            return;
        }
        LOG.info("undoing {} of {} on {}: task {} was withdrawn", kind(), instance(), at.host(), task.id());
        ChangeOrder order = new ChangeOrder(at, task, managing.get(instance()), true, share -> {});
        Step planning = Step.forward("plan", () -> change.plan(order).thenAccept(found -> plan = Optional.of(found)));
        GraphRun asking = new GraphRun(
                at.loop(), at.clock(), StepGraph.chain(List.of(planning)), new Steady(at), Retries.DEFAULT);
        at.loop().when(asking.start(), (outcome, failure) -> {
            if (outcome instanceof Outcome.Failed failed) {
                keep(List.of(String.valueOf(failed.why().getMessage())));
            } else {
                plan.ifPresentOrElse(this::undo, () -> end());
            }
        });
    }

    private void undo(ChangePlan planned) {
        Set<String> begun = planned.beforeTheGate();
        undoing = new Undoing(at, planned.steps().reversed(begun));
        at.loop().when(undoing.start(), (left, failure) -> {
            if (left == null || left.isEmpty()) {
                forget();
            } else {
                keep(left);
            }
        });
    }

    private void forget() {
        at.loop().when(at.begun().over(task.id()), (nothing, failure) -> {
            if (failure != null) {
                LOG.warn("{}: {}", at.host(), failure.getMessage());
            }
            end();
        });
    }

    /** The next life of the daemon tries again. */
    private void keep(List<String> left) {
        LOG.error(
                "{} of {} on {} was withdrawn, and not everything could be undone: {}",
                kind(),
                instance(),
                at.host(),
                String.join("; ", left));
        end();
    }

    /** Only a delete stops it: what it would make right is about to go. */
    @Override
    public void stop(StopReason why) {
        if (undoing != null) {
            undoing.stop();
        }
    }
}
