package io.quark.compute.task;

import io.quark.common.model.Resources;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Tells another task of the same instance to end, and ends at once: what came of it is read off that task. It does not wait in its
 * instance's lane. Lives on the loop.
 */
final class CancelRun implements TaskRun {

    private final Workplace at;
    private final ActiveTask record;
    private final Optional<TaskRun> cancelled;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    /** @param cancelled the task that it names, if that is under way */
    CancelRun(Workplace at, ActiveTask record, Optional<TaskRun> cancelled) {
        this.at = at;
        this.record = record;
        this.cancelled =
                cancelled.filter(run -> run.instance().equals(record.task().instance()));
    }

    @Override
    public String instance() {
        return record.task().instance();
    }

    @Override
    public TaskKind kind() {
        return TaskKind.CANCEL;
    }

    @Override
    public Resources consumes() {
        return Resources.NONE;
    }

    @Override
    public void begin() {
        cancelled.ifPresent(run -> run.stop(StopReason.CANCELLED));
        TaskEnd end = new TaskEnd(
                TaskEnd.State.SUCCEEDED,
                at.clock().instant(),
                Optional.empty(),
                Map.of("found", Boolean.toString(cancelled.isPresent())));
        new RunGuard(at, TaskKind.CANCEL, record, step -> CompletableFuture.completedFuture(true))
                .end(TaskEnd.State.SUCCEEDED, ActiveTask.Write.end(end), written -> finished.complete(null));
    }

    @Override
    public void stop(StopReason why) {
        // it is over in a moment
    }

    @Override
    public CompletableFuture<Void> finished() {
        return finished;
    }
}
