package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.MachineRequest.DeleteSnapshot;
import io.quark.common.model.MachineRequest.Restore;
import io.quark.common.model.PowerState;
import io.quark.common.model.Snapshot;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import java.util.Optional;

/**
 * A machine goes back to one of its snapshots, or loses it.
 *
 * @param id of the snapshot
 * @param remove whether it goes; otherwise the machine goes back to it
 */
record SnapshotChange(String id, boolean remove) implements MachineKind {

    /** What this request asks for; empty if it is about no snapshot that is there. */
    static Optional<MachineKind> of(MachineRequest request) {
        if (request instanceof Restore restore) {
            return Optional.of(new SnapshotChange(restore.snapshot(), false));
        }
        return request instanceof DeleteSnapshot delete
                ? Optional.of(new SnapshotChange(delete.snapshot(), true))
                : Optional.empty();
    }

    @Override
    public Begin begin(Subject subject) {
        Optional<Snapshot> found = of(id, subject);
        if (found.isEmpty()) {
            return new Begin.Refused(Problems.gone(Names.SNAPSHOT, id));
        }
        Snapshot snapshot = found.get();
        TaskDetail detail = new TaskDetail.OfSnapshot(id, snapshot.memory());
        if (remove) {
            return subject.onHost(TaskKind.DELETE_SNAPSHOT, detail, subject.instance());
        }
        if (snapshot.status() != Snapshot.Status.READY) {
            return subject.refused("its snapshot " + id + " is not ready", "take another one");
        }
        if (subject.instance().rescue().isPresent()) {
            return subject.refused("it is being rescued", "end its rescue first");
        }
        if (snapshot.memory() && !sameShape(snapshot.spec(), subject.instance().spec())) {
            return subject.refused(
                    "the memory in its snapshot is of " + snapshot.spec().ram() + " MiB and "
                            + snapshot.spec().cpu() + " CPUs, and it has another shape now",
                    "resize it to what it was first");
        }
        return subject.onHost(TaskKind.RESTORE, detail, restored(subject.instance(), snapshot.memory()));
    }

    @Override
    public Left succeeded(Subject subject, TaskOutcome.Succeeded how) {
        if (remove) {
            return Left.of(
                    SnapshotRecords.without(subject.instance(), id),
                    SnapshotRecords.remove(subject.paths(), id, subject.world()));
        }
        boolean memory = of(id, subject).map(Snapshot::memory).orElse(false);
        return Left.of(restored(subject.well(), memory).change().wanted().build());
    }

    static Optional<Snapshot> of(String id, Subject subject) {
        return subject.world()
                .snapshot(id)
                .map(Seen::value)
                .filter(snapshot ->
                        snapshot.instance().equals(subject.instance().id()));
    }

    private static Instance restored(Instance was, boolean memory) {
        return was.change()
                .powerState(memory ? PowerState.RUNNING : BootChange.awake(was.powerState()))
                .build();
    }

    private static boolean sameShape(InstanceSpec one, InstanceSpec other) {
        return one.ram() == other.ram()
                && one.cpu() == other.cpu()
                && one.hardware().equals(other.hardware());
    }
}
