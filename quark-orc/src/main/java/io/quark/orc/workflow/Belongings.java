package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.util.ArrayList;
import java.util.List;

/** What belongs to a machine, beside its interfaces. */
final class Belongings {

    private Belongings() {}

    /**
     * The machine goes: its snapshots go with it, its volumes stay where they are. As many operations at most as its record may name of both, some
     * ninety.
     */
    static List<Op> giveUp(Paths paths, Instance machine, World world) {
        List<Op> ops = new ArrayList<>(VolumeRecords.freeAll(paths, machine, world));
        machine.snapshots().forEach(id -> ops.addAll(SnapshotRecords.remove(paths, id, world)));
        return ops;
    }
}
