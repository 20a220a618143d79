package io.quark.compute.task;

import io.quark.common.model.Machine;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Outcome;
import io.quark.compute.step.Retries;
import io.quark.compute.step.Step;
import io.quark.compute.task.ActiveTask.Written;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the host side of a machine's interfaces as its task says, while the machine runs. Lives on the loop.
 *
 * <p>What was before is kept until the gate stands in the tree: from then on orc does not withdraw the task any more, and the change stays.
 * An update that does not succeed is undone before its task ends, unless a delete has come: then there is nothing to go back to.
 */
final class UpdateRun implements TaskRun {

    private static final Logger LOG = LoggerFactory.getLogger(UpdateRun.class);

    private final Workplace at;
    private final Managing managing;
    private final ActiveTask record;
    private final RunGuard guard;
    private final GraphRun run;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private @Nullable GraphRun undoing;
    private boolean withdrawn;
    private boolean overtaken;

    UpdateRun(Workplace at, Managing managing, ActiveTask record, Machine machine) {
        this.at = at;
        this.managing = managing;
        this.record = record;
        this.guard = new RunGuard(at, TaskKind.UPDATE_NICS, record, this::passGate);
        this.run = new GraphRun(
                at.loop(), at.clock(), MachineSteps.update(at, record.task().id(), machine), guard, Retries.DEFAULT);
        guard.of(run);
    }

    @Override
    public String instance() {
        return record.task().instance();
    }

    @Override
    public TaskKind kind() {
        return TaskKind.UPDATE_NICS;
    }

    @Override
    public Resources consumes() {
        return record.task().consumes();
    }

    @Override
    public CompletableFuture<Void> finished() {
        return finished;
    }

    /** A delete waits for an update that goes well, but not for one that goes badly. It is too quick to be cancelled. */
    @Override
    public void stop(StopReason why) {
        if (why == StopReason.WITHDRAWN) {
            withdrawn = true;
            run.stop();
        } else if (why == StopReason.OVERTAKEN) {
            overtaken = true;
            if (undoing != null) {
                undoing.stop();
            }
        }
    }

    @Override
    public void begin() {
        if (managing.get(instance()).isEmpty()) {
            LOG.info("{} is not on {}: there is nothing to update", instance(), at.host());
            end(TaskEnd.State.SUCCEEDED, Optional.empty());
        } else if (record.task().starting()) {
            goOn();
        } else {
            update();
        }
    }

    /** Past the gate a change that is not planned any more was settled by an earlier life of the daemon. */
    private void goOn() {
        at.loop().when(at.wiring().isPlanned(record.task().id(), instance()), (planned, failure) -> {
            if (planned != null && !planned) {
                end(TaskEnd.State.SUCCEEDED, Optional.empty());
            } else {
                update();
            }
        });
    }

    private void update() {
        at.loop().when(run.start(), (outcome, failure) -> {
            if (outcome instanceof Outcome.Done) {
                end(TaskEnd.State.SUCCEEDED, Optional.empty());
            } else if (outcome instanceof Outcome.Failed failed) {
                LOG.warn("update of {} on {} failed in {}", instance(), at.host(), failed.step(), failed.why());
                undo(() -> end(TaskEnd.State.FAILED, Optional.of(problem(failed))));
            } else {
                LOG.info("update of {} on {} was withdrawn: {}", instance(), at.host(), withdrawn);
                undo(() -> finished.complete(null));
            }
        });
    }

    private CompletableFuture<Boolean> passGate(Step step) {
        if (!step.name().equals(MachineSteps.SETTLE) || record.task().starting()) {
            return CompletableFuture.completedFuture(true);
        }
        return guard.passGate().thenApply(written -> {
            withdrawn |= written == Written.GONE;
            return written == Written.WRITTEN;
        });
    }

    private void undo(Runnable then) {
        if (overtaken) {
            end(TaskEnd.State.CANCELLED, Optional.empty());
            return;
        }
        GraphRun reverting = new GraphRun(
                at.loop(),
                at.clock(),
                MachineSteps.revert(at, record.task().id(), instance()),
                new Unguarded(),
                Retries.FOR_EVER);
        undoing = reverting;
        at.loop().when(reverting.start(), (outcome, failure) -> {
            if (outcome instanceof Outcome.Stopped) {
                end(TaskEnd.State.CANCELLED, Optional.empty());
            } else {
                then.run();
            }
        });
    }

    private void end(TaskEnd.State state, Optional<Problem> problem) {
        TaskEnd end = TaskEnd.of(state, at.clock().instant(), problem);
        guard.end(state, ActiveTask.Write.end(end), written -> finished.complete(null));
    }

    private Problem problem(Outcome.Failed failed) {
        return Problem.of(
                "update-failed",
                "Interfaces could not be updated on a host",
                500,
                "step " + failed.step() + " of updating the interfaces of " + instance() + " on " + at.host() + ": "
                        + failed.why().getMessage(),
                failed.why().hint());
    }
}
