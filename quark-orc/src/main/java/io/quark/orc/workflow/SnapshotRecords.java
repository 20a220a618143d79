package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.Snapshot;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.util.ArrayList;
import java.util.List;

/** The operations on records of snapshots and their names. */
final class SnapshotRecords {

    private SnapshotRecords() {}

    static List<Op> remove(Paths paths, String id, World world) {
        return world.snapshot(id)
                .map(seen -> {
                    Snapshot snapshot = seen.value();
                    List<Op> ops = new ArrayList<>();
                    ops.add(Op.delete(paths.snapshot(id), seen.version()));
                    ops.addAll(Names.release(paths, Names.SNAPSHOT, snapshot.project(), snapshot.name(), id, world));
                    return ops;
                })
                .orElse(new ArrayList<>());
    }

    /** The machine without it. */
    static Instance without(Instance was, String snapshot) {
        return was.change()
                .snapshots(was.snapshots().stream()
                        .filter(id -> !id.equals(snapshot))
                        .toList())
                .build();
    }
}
