package io.quark.compute.task;

import io.quark.common.model.TaskKind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The changes that a host can make, by kind of task. */
public final class HostChanges {

    /** None but what every host can: build, delete and update of interfaces. */
    public static final HostChanges NONE = new HostChanges(Map.of());

    private final Map<TaskKind, HostChange> changes;

    public HostChanges(Map<TaskKind, HostChange> changes) {
        this.changes = Map.copyOf(changes);
    }

    /** The kinds of tasks that ask for them. */
    public Set<TaskKind> kinds() {
        return changes.keySet();
    }

    Optional<HostChange> of(TaskKind kind) {
        return Optional.ofNullable(changes.get(kind));
    }
}
