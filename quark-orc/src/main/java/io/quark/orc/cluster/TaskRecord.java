package io.quark.orc.cluster;

import io.quark.common.model.Copies;
import io.quark.common.model.Resources;
import io.quark.common.model.StepRecord;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an orc needs of a {@link io.quark.common.model.Task} that it sees in the tree: everything but the specification of the
 * machine, which is most of its bytes and would be read again at each of its steps.
 */
public record TaskRecord(
        String id,
        TaskKind kind,
        String workUnit,
        String instance,
        int shard,
        int attempt,
        Resources consumes,
        Optional<Instant> birthedOn,
        Map<String, StepRecord> stepsCompleted,
        boolean starting,
        Optional<TaskEnd> end) {

    public TaskRecord {
        workUnit = Copies.text(workUnit); // a daemon's own task has none
        stepsCompleted = ordered(stepsCompleted);
    }

    private static Map<String, StepRecord> ordered(@Nullable Map<String, StepRecord> steps) {
        return steps == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    }
}
