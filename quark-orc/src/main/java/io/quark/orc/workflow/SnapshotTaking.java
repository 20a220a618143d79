package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.TakeSnapshot;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Resources;
import io.quark.common.model.Snapshot;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A snapshot of a machine: recorded as it begins, so that the machine's record always names what may lie on its host. */
record SnapshotTaking(TakeSnapshot request) implements MachineKind {

    /** In the task's result: bytes on the host. */
    private static final String SIZE = "size";

    @Override
    public Begin begin(Subject subject) {
        Instance machine = subject.instance();
        Snapshot asked = request.snapshot();
        if (machine.snapshots().size() >= Instance.MAX_SNAPSHOTS) {
            return subject.refused("it has " + machine.snapshots().size() + " snapshots", "delete one of them first");
        }
        MachineStatus is = subject.is();
        if (is == MachineStatus.MISSING
                || (asked.memory() && is != MachineStatus.RUNNING && is != MachineStatus.PAUSED)) {
            return subject.refused("it is " + is.text(), "start it, or take the snapshot without memory");
        }
        if (machine.rescue().isPresent()) {
            return subject.refused("it is being rescued", "end its rescue first");
        }
        Optional<String> bearer = subject.world().named(Names.SNAPSHOT, asked.project(), asked.name());
        if (bearer.isPresent()) {
            return new Begin.Refused(Problems.nameTaken(Names.SNAPSHOT, asked.name(), bearer.get()));
        }
        if (subject.world().snapshot(asked.id()).isPresent()) {
            return new Begin.Refused(Problems.exists(Names.SNAPSHOT, asked.id()));
        }
        Snapshot begun = new Snapshot(
                asked.id(),
                asked.name(),
                asked.project(),
                machine.id(),
                asked.memory(),
                0,
                machine.spec(),
                Snapshot.Status.TAKING,
                subject.world().now());
        List<String> snapshots = new ArrayList<>(machine.snapshots());
        snapshots.add(asked.id());
        return subject.onHost(
                TaskKind.SNAPSHOT,
                Optional.of(new TaskDetail.OfSnapshot(asked.id(), asked.memory())),
                machine,
                machine.change().snapshots(snapshots).build(),
                Resources.NONE,
                List.of(
                        Op.create(subject.paths().snapshot(asked.id()), begun),
                        Names.claim(subject.paths(), Names.SNAPSHOT, asked.project(), asked.name(), asked.id())),
                List.of(Names.parent(subject.paths(), Names.SNAPSHOT, asked.project())),
                0);
    }

    @Override
    public Left succeeded(Subject subject, TaskOutcome.Succeeded how) {
        return Left.of(
                        subject.instance(),
                        ready(subject.paths(), request.snapshot().id(), how.end(), subject.world()))
                .telling(Names.SNAPSHOT, request.snapshot().id());
    }

    /** The record of a snapshot that its host has made. */
    static List<Op> ready(Paths paths, String id, TaskEnd end, World world) {
        return world.snapshot(id).stream()
                .map(seen -> Op.set(paths.snapshot(id), seen.value().ready(size(end)), seen.version()))
                .toList();
    }

    private static long size(TaskEnd end) {
        try {
            return Long.parseLong(end.result().getOrDefault(SIZE, "0"));
        } catch (NumberFormatException e) {
            return 0; // it is only shown
        }
    }

    @Override
    public Left undone(Subject subject) {
        String id = request.snapshot().id();
        return Left.of(
                SnapshotRecords.without(subject.instance(), id),
                SnapshotRecords.remove(subject.paths(), id, subject.world()));
    }
}
