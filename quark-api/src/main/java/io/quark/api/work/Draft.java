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
 * @param children the changes that it groups: recorded with it, or none of them
 */
public record Draft(
        String workUnit, Target target, WorkRequest request, List<NetRequest.Part> parts, List<Draft> children) {

    /** Changes in one group at most: with their places in the group they fit into one transaction. */
    public static final int MAX_CHILDREN = 200;

    public Draft {
        parts = List.copyOf(parts);
        children = List.copyOf(children);
    }

    /** A change that fits into one record. */
    public Draft(String workUnit, Target target, WorkRequest request) {
        this(workUnit, target, request, List.of());
    }

    /** A change by itself. */
    public Draft(String workUnit, Target target, WorkRequest request, List<NetRequest.Part> parts) {
        this(workUnit, target, request, parts, List.of());
    }

    /**
     * Several changes of one kind at once.
     *
     * @param name what people are shown as its target
     */
    public static Draft group(String workUnit, String name, String kind, List<Draft> children) {
        return new Draft(
                workUnit,
                new Target("group", workUnit, name),
                new io.quark.common.model.MachineRequest.Group(
                        kind, children.stream().map(Draft::workUnit).toList()),
                List.of(),
                children);
    }
}
