package io.quark.orc.workflow;

import io.quark.common.model.WorkUnit;

/**
 * A work unit that has not ended, as the tree shows it.
 *
 * @param taken whether it stands in {@code active_tasks}; otherwise in {@code next_tasks}
 * @param version of its znode's data
 * @param cancelAsked whether its cancel mark stands
 */
public record OpenWork(WorkUnit unit, boolean taken, int version, boolean cancelAsked) {

    public String id() {
        return unit.id();
    }

    /** The id of what it is about. */
    public String target() {
        return unit.target().id();
    }
}
