package io.quark.orc.workflow;

import io.quark.common.model.NetRequest;
import io.quark.common.model.WorkRequest;
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

    /** How many further parts its request has. */
    public int parts() {
        WorkRequest request = unit.request().orElse(null);
        if (request instanceof NetRequest.CreatePorts create) {
            return create.parts();
        }
        return request instanceof NetRequest.DeletePorts delete ? delete.parts() : 0;
    }

    /** The id of what it is about. */
    public String target() {
        return unit.target().id();
    }
}
