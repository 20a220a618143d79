package io.quark.compute.task;

import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Outcome;
import io.quark.compute.step.Retries;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ActiveTask.Written;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds one machine. Lives on the loop.
 *
 * <p>The machine is not started before the gate stands in the tree. Whatever was begun of a build that does not succeed is
 * undone, however long that takes, before the task ends: what ended is not here.
 */
final class BuildRun implements TaskRun {

    private static final Logger LOG = LoggerFactory.getLogger(BuildRun.class);

    private final Workplace at;
    private final Managing managing;
    private final ActiveTask record;
    private final Machine machine;
    private final boolean resumed;
    private final StepGraph steps;
    private final RunGuard guard;
    private final GraphRun run;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private @Nullable StopReason stopReason;

    /** @param resumed whether an earlier life of the daemon may have begun it */
    BuildRun(Workplace at, Managing managing, ActiveTask record, Machine machine, boolean resumed) {
        this.at = at;
        this.managing = managing;
        this.record = record;
        this.machine = machine;
        this.resumed = resumed;
        this.steps = MachineSteps.build(at, Owner.of(record.task(), machine, at.host(), at.treeId()), machine);
        this.guard = new RunGuard(at, TaskKind.BUILD, record, this::passGate);
        this.run = new GraphRun(at.loop(), at.clock(), steps, guard, Retries.DEFAULT);
        guard.of(run);
    }

    @Override
    public String instance() {
        return machine.instance();
    }

    @Override
    public TaskKind kind() {
        return TaskKind.BUILD;
    }

    @Override
    public Resources consumes() {
        return record.task().consumes();
    }

    @Override
    public CompletableFuture<Void> finished() {
        return finished;
    }

    @Override
    public void stop(StopReason why) {
        if (stopReason != StopReason.WITHDRAWN) {
            stopReason = why;
        }
        run.stop();
    }

    @Override
    public void begin() {
        at.loop().when(run.start(), (outcome, failure) -> {
            if (outcome instanceof Outcome.Done) {
                succeed();
            } else if (outcome instanceof Outcome.Failed failed) {
                LOG.warn("build of {} on {} failed in {}", instance(), at.host(), failed.step(), failed.why());
                undo(() -> end(TaskEnd.State.FAILED, Optional.of(problem(failed))));
            } else if (stopReason == StopReason.WITHDRAWN) {
                undo(() -> finished.complete(null));
            } else {
                undo(() -> end(TaskEnd.State.CANCELLED, Optional.empty()));
            }
        });
    }

    private CompletableFuture<Boolean> passGate(Step step) {
        if (!step.name().equals(MachineSteps.START) || record.task().starting()) {
            return CompletableFuture.completedFuture(true);
        }
        return guard.passGate().thenApply(written -> {
            if (written == Written.GONE) {
                stopReason = StopReason.WITHDRAWN;
            }
            return written == Written.WRITTEN;
        });
    }

    private void succeed() {
        Managed managed = new Managed(
                at.hypervisor().kind(),
                machine.name(),
                at.clock().instant(),
                record.task().consumes(),
                MachineStatus.RUNNING,
                record.task().id(),
                Optional.empty(),
                machine.powerState(),
                machine.restart());
        TaskEnd end = TaskEnd.of(TaskEnd.State.SUCCEEDED, at.clock().instant(), Optional.empty());
        ActiveTask.Write write = new ActiveTask.Write(
                before -> before.ended(end),
                () -> managing.putting(instance(), managed),
                () -> managing.put(instance(), managed),
                () -> managing.reload(instance()));
        guard.end(TaskEnd.State.SUCCEEDED, write, written -> {
            if (written == Written.WRITTEN) {
                finished.complete(null);
            } else {
                // Orc has taken note of it already, or does not want it: the next look at the domains tells.
                at.loop().when(managing.reload(instance()), (nothing, ignored) -> finished.complete(null));
            }
        });
    }

    /** Undoes all that was, or may have been, begun; then goes on. */
    private void undo(Runnable then) {
        Set<String> begun = resumed ? Set.copyOf(steps.names()) : run.begun();
        List<Step> undos = steps.reversed(begun).stream()
                .map(step -> Step.forward(step.name(), step.undo()))
                .toList();
        if (undos.isEmpty()) {
            then.run();
            return;
        }
        GraphRun undoing =
                new GraphRun(at.loop(), at.clock(), StepGraph.chain(undos), new Unguarded(), Retries.FOR_EVER);
        at.loop().when(undoing.start(), (outcome, failure) -> then.run());
    }

    private void end(TaskEnd.State state, Optional<Problem> problem) {
        TaskEnd end = TaskEnd.of(state, at.clock().instant(), problem);
        guard.end(state, ActiveTask.Write.end(end), written -> {
            LOG.info(
                    "build of {} on {} ended as {} (task {})",
                    instance(),
                    at.host(),
                    state,
                    record.task().id());
            finished.complete(null);
        });
    }

    private Problem problem(Outcome.Failed failed) {
        HostFailureException why = failed.why();
        return Problem.of(
                "build-failed",
                "Build failed on a host",
                500,
                "step " + failed.step() + " of machine " + machine.name() + " on " + at.host() + ": "
                        + why.getMessage(),
                why.hint());
    }
}
