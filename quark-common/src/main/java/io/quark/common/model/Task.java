package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that one compute is asked to do: first in its {@code next_tasks}, then in its {@code active_tasks}.
 *
 * @param origin who asked: {@code orc}, or {@code self} for the daemon's own work
 * @param epoch the epoch of the shard's leader that placed it; a compute refuses an older one than it has seen
 * @param attempt 1 for the first placement
 * @param consumes what it takes of the host while it stands here; zero once it has ended
 * @param machine the full specification, for a build
 * @param birthedOn when the compute took it; absent in {@code next_tasks}
 * @param starting the gate: whether the machine may run on this host from here on
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
        Optional<TaskEnd> end) {

    public Task {
        stepsCompleted = Copies.map(stepsCompleted);
        stepsLeft = Copies.list(stepsLeft);
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
                Optional.empty());
    }

    public Task birthed(Instant at, List<String> steps) {
        return with(Optional.of(at), Map.of(), steps, false, consumes, Optional.empty());
    }

    public Task progressed(Map<String, StepRecord> completed, List<String> left) {
        return with(birthedOn, completed, left, starting, consumes, end);
    }

    public Task pastTheGate() {
        return with(birthedOn, stepsCompleted, stepsLeft, true, consumes, end);
    }

    /** The ended task: it consumes nothing any more. */
    public Task ended(TaskEnd how) {
        return with(birthedOn, stepsCompleted, stepsLeft, starting, Resources.NONE, Optional.of(how));
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
            Optional<TaskEnd> newEnd) {
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
                newEnd);
    }
}
