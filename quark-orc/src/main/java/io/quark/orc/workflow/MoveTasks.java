package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.Migrate;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.SeenTask;
import java.util.Optional;

/** Makes the tasks of the two hosts between which a machine moves. */
final class MoveTasks {

    private final Paths paths;

    MoveTasks(Paths paths) {
        this.paths = paths;
    }

    /** What a machine that is such takes of the host that it goes to: all of it, with its volumes. */
    static Resources whole(Instance instance) {
        return Machines.machine(instance).consumes().plus(new Resources(0, 0, VolumeRecords.size(instance), 0));
    }

    /** For the host that takes the machine. */
    Task receive(
            OpenWork work, Instance instance, int attempt, Resources consumes, TaskDetail.Receive detail, World world) {
        return task(TaskKind.RECEIVE, work, instance, attempt, consumes, detail, world);
    }

    /** For the host that gives it away. */
    Task send(OpenWork work, Instance instance, Migrate request, String to, String uri, boolean copy, World world) {
        TaskDetail.Send detail =
                new TaskDetail.Send(to, uri, request.live(), copy, request.maxBandwidthKbps(), request.maxDowntimeMs());
        return task(TaskKind.SEND, work, instance, work.unit().attempts(), Resources.NONE, detail, world);
    }

    /** Asks a host to end one of its tasks while that is still possible. */
    Task cancel(OpenWork work, Instance instance, SeenTask of, World world) {
        TaskDetail.Cancel detail = new TaskDetail.Cancel(of.task().id());
        return task(TaskKind.CANCEL, work, instance, of.task().attempt(), Resources.NONE, detail, world);
    }

    private Task task(
            TaskKind kind,
            OpenWork work,
            Instance instance,
            int attempt,
            Resources consumes,
            TaskDetail detail,
            World world) {
        return Task.placed(
                Machines.taskId(work.id(), attempt, kind),
                kind,
                work.id(),
                instance.id(),
                paths.shardOf(work.id()),
                world.epoch(work.id()),
                attempt,
                consumes,
                Optional.of(Machines.machine(instance)),
                Optional.of(detail));
    }
}
