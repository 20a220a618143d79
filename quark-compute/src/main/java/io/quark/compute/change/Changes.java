package io.quark.compute.change;

import io.quark.common.model.TaskKind;
import io.quark.compute.move.ReceiveChange;
import io.quark.compute.move.SendChange;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.HostChanges;
import java.util.EnumMap;
import java.util.Map;

/** All kinds of changes, by the tasks that ask for them. */
public final class Changes {

    private Changes() {}

    public static HostChanges all() {
        Map<TaskKind, HostChange> changes = new EnumMap<>(TaskKind.class);
        power(changes);
        changes.put(TaskKind.AUDIT, new AuditChange());
        moves(changes);
        shape(changes);
        volumes(changes);
        snapshots(changes);
        boot(changes);
        return new HostChanges(changes);
    }

    private static void volumes(Map<TaskKind, HostChange> changes) {
        changes.put(TaskKind.ATTACH_VOLUME, new AttachVolumeChange());
        changes.put(TaskKind.DETACH_VOLUME, new DetachVolumeChange());
        changes.put(TaskKind.GROW_VOLUME, new GrowVolumeChange());
        changes.put(TaskKind.DELETE_VOLUME, new DeleteVolumeChange());
    }

    private static void snapshots(Map<TaskKind, HostChange> changes) {
        changes.put(TaskKind.SNAPSHOT, new SnapshotChange());
        changes.put(TaskKind.RESTORE, new RestoreChange());
        changes.put(TaskKind.DELETE_SNAPSHOT, new DeleteSnapshotChange());
        changes.put(TaskKind.EXPORT_SNAPSHOT, new ExportSnapshotChange());
    }

    private static void boot(Map<TaskKind, HostChange> changes) {
        changes.put(TaskKind.REBUILD, new BootChange(TaskKind.REBUILD));
        changes.put(TaskKind.RESCUE, new BootChange(TaskKind.RESCUE));
        changes.put(TaskKind.UNRESCUE, new BootChange(TaskKind.UNRESCUE));
    }

    private static void moves(Map<TaskKind, HostChange> changes) {
        changes.put(TaskKind.SEND, new SendChange());
        changes.put(TaskKind.RECEIVE, new ReceiveChange());
    }

    private static void shape(Map<TaskKind, HostChange> changes) {
        changes.put(TaskKind.RESIZE, new ResizeChange());
        changes.put(TaskKind.ATTACH_PORT, new AttachPortChange());
        changes.put(TaskKind.DETACH_PORT, new DetachPortChange());
    }

    private static void power(Map<TaskKind, HostChange> changes) {
        changes.put(TaskKind.START, new StartChange());
        changes.put(TaskKind.STOP, new StopChange());
        changes.put(TaskKind.REBOOT, new RebootChange());
        changes.put(TaskKind.PAUSE, new PauseChange());
        changes.put(TaskKind.RESUME, new ResumeChange());
        changes.put(TaskKind.SUSPEND, new SuspendChange());
    }
}
