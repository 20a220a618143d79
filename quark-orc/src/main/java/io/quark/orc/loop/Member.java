package io.quark.orc.loop;

import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.workflow.Decision.Act;
import java.util.Optional;

/**
 * The decision for one work unit, as part of a transaction.
 *
 * @param target what it is about; empty: nothing in particular
 * @param unit as it was before; empty if it has ended already
 */
record Member(String id, int shard, String target, Optional<WorkUnit> unit, Act act) {

    /** Whether the work unit has ended by this. */
    boolean ends(Paths paths) {
        String done = paths.doneWorkUnit(id);
        return unit.isPresent()
                && act.ops().stream()
                        .anyMatch(op -> op instanceof Op.Create && op.path().equals(done));
    }
}
