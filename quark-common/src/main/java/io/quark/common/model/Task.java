package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quark.common.id.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that one compute is asked to do: first in its {@code next_tasks}, then in its {@code active_tasks}.
 *
 * @param workUnit empty for what the daemon has asked itself to do
 * @param origin who asked: {@code orc}, or {@code self} for the daemon's own work
 * @param epoch the epoch of the shard's leader that placed it; a compute refuses an older one than it has seen
 * @param attempt 1 for the first placement
 * @param consumes what it takes of the host while it stands here; zero once it has ended
 * @param machine the machine as it is to be: for a build, and for whatever makes it another one
 * @param birthedOn when the compute took it; absent in {@code next_tasks}
 * @param starting the gate: whether the machine may run on this host from here on
 * @param detail what it says beside its kind and machine
 * @param progress share of the first step of {@code stepsLeft} that is done, 0 to 1, where it can be told
 * @param end how it ended; absent while it is being worked on
 */
public record Task(
        String id,
        TaskKind kind,
        String workUnit,
        String instance,
        String origin,
        int shard,
        long epoch,
        int attempt,
        Resources consumes,
        Optional<Machine> machine,
        Optional<Instant> birthedOn,
        Map<String, StepRecord> stepsCompleted,
        List<String> stepsLeft,
        boolean starting,
        Optional<TaskEnd> end,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<TaskDetail> detail,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double progress) {

    public Task {
        workUnit = Copies.text(workUnit);
        stepsCompleted = Copies.map(stepsCompleted);
        stepsLeft = Copies.list(stepsLeft);
    }

    /** The id of the task that an attempt at a work unit places: always the same, so that nothing can be asked for twice. */
    public static String idOf(String workUnit, int attempt, TaskKind kind) {
        return Ids.derived(workUnit, Integer.toString(attempt), kind.text());
    }

    /** A task as orc places it. */
    public static Task placed(
            String id,
            TaskKind kind,
            String workUnit,
            String instance,
            int shard,
            long epoch,
            int attempt,
            Resources consumes,
            Optional<Machine> machine) {
        return placed(id, kind, workUnit, instance, shard, epoch, attempt, consumes, machine, Optional.empty());
    }

    /** A task that says more than its kind. */
    public static Task placed(
            String id,
            TaskKind kind,
            String workUnit,
            String instance,
            int shard,
            long epoch,
            int attempt,
            Resources consumes,
            Optional<Machine> machine,
            Optional<TaskDetail> detail) {
        return new Task(
                id,
                kind,
                workUnit,
                instance,
                "orc",
                shard,
                epoch,
                attempt,
                consumes,
                machine,
                Optional.empty(),
                Map.of(),
                List.of(),
                false,
                Optional.empty(),
                detail,
                0);
    }

    public Task birthed(Instant at, List<String> steps) {
        return with(Optional.of(at), Map.of(), steps, false, consumes, Optional.empty(), 0);
    }

    public Task progressed(Map<String, StepRecord> completed, List<String> left) {
        return with(birthedOn, completed, left, starting, consumes, end, 0);
    }

    /** The step under way has come that far: 0 to 1. */
    public Task progressed(double share) {
        return with(birthedOn, stepsCompleted, stepsLeft, starting, consumes, end, share);
    }

    public Task pastTheGate() {
        return with(birthedOn, stepsCompleted, stepsLeft, true, consumes, end, progress);
    }

    /** The ended task: it consumes nothing any more. */
    public Task ended(TaskEnd how) {
        return with(birthedOn, stepsCompleted, stepsLeft, starting, Resources.NONE, Optional.of(how), 0);
    }

    @JsonIgnore
    public boolean hasEnded() {
        return end.isPresent();
    }

    private Task with(
            Optional<Instant> newBirthedOn,
            Map<String, StepRecord> newCompleted,
            List<String> newLeft,
            boolean newStarting,
            Resources newConsumes,
            Optional<TaskEnd> newEnd,
            double newProgress) {
        return new Task(
                id,
                kind,
                workUnit,
                instance,
                origin,
                shard,
                epoch,
                attempt,
                newConsumes,
                machine,
                newBirthedOn,
                newCompleted,
                newLeft,
                newStarting,
                newEnd,
                detail,
                newProgress);
    }
}
