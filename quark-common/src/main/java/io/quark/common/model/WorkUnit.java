package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Something that a user asked for: first in its shard's {@code next_tasks}, then {@code active_tasks}, then {@code done}.
 *
 * @param request what was asked; left out once done (it may hold secrets), but for a group's, which names its parts
 * @param idempotency id below {@code /idempotency}, where a key was given
 * @param birthedOn when orc took it up
 * @param stepsCompleted in the order of completion
 * @param placement where it is being done, for work that needs a compute
 * @param attempts placements so far
 * @param excluded hosts that failed it
 * @param result what came of it, by name
 * @param parent the group that it belongs to: when it ends, that one is told
 */
public record WorkUnit(
        String id,
        String kind,
        String project,
        Target target,
        Optional<WorkRequest> request,
        Optional<String> idempotency,
        Instant createdAt,
        State state,
        Optional<Instant> birthedOn,
        Optional<Instant> finishedAt,
        List<Step> stepsCompleted,
        List<String> stepsLeft,
        Optional<Placement> placement,
        int attempts,
        List<String> excluded,
        boolean cancelRequested,
        Map<String, String> result,
        Optional<Problem> error,
        Optional<Explanation> explain,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> parent) {

    public WorkUnit {
        stepsCompleted = Copies.list(stepsCompleted);
        stepsLeft = Copies.list(stepsLeft);
        excluded = Copies.list(excluded);
        result = Copies.map(result);
    }

    public enum State {
        ACCEPTED,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether nothing more will happen. */
        public boolean terminal() {
            return this == SUCCEEDED || this == FAILED || this == CANCELLED;
        }
    }

    /**
     * A completed step.
     *
     * @param where {@code orc}, or the name of the compute
     */
    public record Step(String name, String where, Instant completedAt, long timeToCompletionMs) {}

    /**
     * Where it is being done.
     *
     * @param task the task in that compute's directory that does it
     */
    public record Placement(String compute, String task) {}

    /**
     * Why this host, or why none.
     *
     * @param hosts how many there were
     * @param removed for each filter how many it removed, in the order of the filters
     * @param chosen why the chosen one won; absent where none was found
     */
    public record Explanation(int hosts, Map<String, Integer> removed, Optional<String> chosen) {
        public Explanation {
            removed = Copies.map(removed);
        }
    }

    /** A work unit as the api writes it. */
    public static WorkUnit accepted(
            String id,
            String project,
            Target target,
            WorkRequest request,
            Optional<String> idempotency,
            Instant createdAt) {
        return new WorkUnit(
                id,
                request.kind(),
                project,
                target,
                Optional.of(request),
                idempotency,
                createdAt,
                State.ACCEPTED,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                0,
                List.of(),
                false,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same as a part of a group. */
    public WorkUnit childOf(String group) {
        return change().parent(group).build();
    }

    /** A builder that starts from this record. */
    public WorkUnitBuilder change() {
        return new WorkUnitBuilder(this);
    }

    @JsonIgnore
    public boolean isTerminal() {
        return state.terminal();
    }
}
