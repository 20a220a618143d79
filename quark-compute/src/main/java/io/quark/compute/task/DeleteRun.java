package io.quark.compute.task;

import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Outcome;
import io.quark.compute.step.Retries;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ActiveTask.Written;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Unmakes one machine; succeeds where there is none. Lives on the loop. */
final class DeleteRun implements TaskRun {

    private static final Logger LOG = LoggerFactory.getLogger(DeleteRun.class);

    private final Workplace at;
    private final Managing managing;
    private final ActiveTask record;
    private final RunGuard guard;
    private final GraphRun run;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private boolean withdrawn;

    DeleteRun(Workplace at, Managing managing, ActiveTask record) {
        this.at = at;
        this.managing = managing;
        this.record = record;
        StepGraph steps = MachineSteps.removal(at, record.task().instance());
        this.guard = new RunGuard(at, TaskKind.DELETE, record, step -> CompletableFuture.completedFuture(true));
        this.run = new GraphRun(at.loop(), at.clock(), steps, guard, Retries.REMOVAL);
        guard.of(run);
    }

    @Override
    public String instance() {
        return record.task().instance();
    }

    @Override
    public TaskKind kind() {
        return TaskKind.DELETE;
    }

    @Override
    public Resources consumes() {
        return record.task().consumes();
    }

    @Override
    public CompletableFuture<Void> finished() {
        return finished;
    }

    /** Only a withdrawal stops a delete. */
    @Override
    public void stop(StopReason why) {
        if (why == StopReason.WITHDRAWN) {
            withdrawn = true;
            run.stop();
        }
    }

    @Override
    public void begin() {
        at.loop().when(run.start(), (outcome, failure) -> {
            if (outcome instanceof Outcome.Done) {
                end(TaskEnd.State.SUCCEEDED, Optional.empty());
            } else if (outcome instanceof Outcome.Failed failed) {
                LOG.warn("delete of {} on {} failed in {}", instance(), at.host(), failed.step(), failed.why());
                end(TaskEnd.State.FAILED, Optional.of(problem(failed)));
            } else {
                LOG.info("delete of {} on {} was withdrawn: {}", instance(), at.host(), withdrawn);
                finished.complete(null);
            }
        });
    }

    private void end(TaskEnd.State state, Optional<Problem> problem) {
        boolean removed = state == TaskEnd.State.SUCCEEDED;
        TaskEnd end = TaskEnd.of(state, at.clock().instant(), problem);
        ActiveTask.Write write = new ActiveTask.Write(
                before -> before.ended(end),
                () -> managing.removing(instance()),
                () -> managing.remove(instance()),
                () -> managing.reload(instance()));
        guard.end(state, removed ? write : ActiveTask.Write.end(end), written -> {
            if (written == Written.WRITTEN) {
                finished.complete(null);
            } else {
                at.loop().when(managing.reload(instance()), (nothing, ignored) -> finished.complete(null));
            }
        });
    }

    private Problem problem(Outcome.Failed failed) {
        return Problem.of(
                "delete-failed",
                "Delete failed on a host",
                500,
                "step " + failed.step() + " of deleting " + instance() + " on " + at.host() + ": "
                        + failed.why().getMessage(),
                failed.why().hint());
    }
}
