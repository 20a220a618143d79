package io.quark.api.work;

import io.quark.common.model.NetRequest;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import java.util.List;

/**
 * A change that was found acceptable.
 *
 * @param workUnit the id that its work unit will have, from {@link WorkUnitIds}
 * @param parts what of the request does not fit into its record
 */
public record Draft(String workUnit, Target target, WorkRequest request, List<NetRequest.Part> parts) {

    public Draft {
        parts = List.copyOf(parts);
    }

    /** A change that fits into one record. */
    public Draft(String workUnit, Target target, WorkRequest request) {
        this(workUnit, target, request, List.of());
    }
}
