package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a task ended. The task stays in {@code active_tasks} with its end until orc has taken note of it.
 *
 * @param problem why it failed or was declined
 * @param result what came of it, by name
 */
public record TaskEnd(
        State state,
        Instant at,
        Optional<Problem> problem,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> result) {

    public TaskEnd {
        result = Copies.map(result);
    }

    /** An end that says no more. */
    public static TaskEnd of(State state, Instant at, Optional<Problem> problem) {
        return new TaskEnd(state, at, problem, Map.of());
    }

    public enum State {
        /** Everything was done. */
        SUCCEEDED,
        /** A step failed for good and everything was undone. */
        FAILED,
        /** The compute would not begin it (no room, an older epoch, unknown kind); nothing was done. */
        DECLINED,
        /** Overtaken by a delete; everything was undone. */
        CANCELLED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
