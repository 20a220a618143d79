package io.quark.orc.workflow;

import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.Problem;
import io.quark.common.model.Target;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.Volume;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.orc.cluster.SeenTask;
import java.util.List;
import java.util.Optional;

/**
 * A change whose work unit has ended without knowing what came of it: its host was silent. When the host is back and has ended the task, the records take
 * that result as they would have in time. What was asked for is read off the task, for an ended work unit does not say it any more.
 */
final class LateChange {

    private final Changes changes;

    LateChange(Moves moves) {
        this.changes = new Changes(moves);
    }

    /** The operations by which the records take the result; none where somebody else works on them already, or it says nothing of them. */
    List<Op> adopt(String workUnit, SeenTask task, TaskEnd end, World world) {
        Optional<Task> whole = world.whole(task);
        Optional<MachineRequest> request = whole.flatMap(known -> request(known, world));
        if (request.isEmpty() || heldVolume(whole.get(), world)) {
            return List.of();
        }
        Optional<String> volume = volume(whole.get());
        boolean ofVolume = request.get() instanceof MachineRequest.GrowVolume
                || request.get() instanceof MachineRequest.DeleteVolume;
        String target = ofVolume ? volume.orElse("") : task.task().instance();
        if (!ofVolume && world.instance(target).isEmpty()) {
            return List.of();
        }
        OpenWork work = new OpenWork(
                WorkUnit.accepted(
                        workUnit,
                        whole.get().machine().map(Machine::project).orElse(""),
                        new Target(ofVolume ? Names.VOLUME : "instance", target, target),
                        request.get(),
                        Optional.empty(),
                        world.now()),
                true,
                Op.ANY_VERSION,
                false);
        return changes.of(work)
                .map(change -> settled(change, work, task, end, world).ops())
                .orElse(List.of());
    }

    private static Settled settled(Change change, OpenWork work, SeenTask task, TaskEnd end, World world) {
        if (end.state() == TaskEnd.State.SUCCEEDED) {
            return change.succeeded(work, new TaskOutcome.Succeeded(task, end, List.of(task)), world);
        }
        Problem problem = end.problem().orElseGet(() -> Problems.taskLost(task.host()));
        boolean cancelled = end.state() == TaskEnd.State.CANCELLED;
        return change.undone(work, new TaskOutcome.Undone(task, cancelled, problem, List.of(task)), world);
    }

    private static Optional<String> volume(Task task) {
        return task.detail()
                .filter(TaskDetail.OfVolume.class::isInstance)
                .map(detail -> ((TaskDetail.OfVolume) detail).volume().id());
    }

    private static boolean heldVolume(Task task, World world) {
        return volume(task)
                .flatMap(world::volume)
                .map(Seen::value)
                .flatMap(Volume::workUnit)
                .isPresent();
    }

    private static Optional<MachineRequest> request(Task task, World world) {
        if (task.detail().orElse(null) instanceof TaskDetail.OfVolume detail) {
            return ofVolume(task, detail);
        }
        if (task.detail().orElse(null) instanceof TaskDetail.OfSnapshot detail) {
            return ofSnapshot(task, detail.snapshot(), world);
        }
        if (task.detail().orElse(null) instanceof TaskDetail.OfPort detail) {
            return ofPort(task, detail);
        }
        return task.machine().flatMap(machine -> ofMachine(task, machine));
    }

    private static Optional<MachineRequest> ofVolume(Task task, TaskDetail.OfVolume detail) {
        String id = detail.volume().id();
        return switch (task.kind()) {
            case ATTACH_VOLUME -> Optional.of(new MachineRequest.AttachVolume(id));
            case DETACH_VOLUME -> Optional.of(new MachineRequest.DetachVolume(id));
            case GROW_VOLUME ->
                Optional.of(new MachineRequest.GrowVolume(detail.volume().size()));
            case DELETE_VOLUME -> Optional.of(new MachineRequest.DeleteVolume());
            default -> Optional.empty();
        };
    }

    private static Optional<MachineRequest> ofSnapshot(Task task, String id, World world) {
        return switch (task.kind()) {
            case SNAPSHOT -> world.snapshot(id).map(Seen::value).map(MachineRequest.TakeSnapshot::new);
            case RESTORE -> Optional.of(new MachineRequest.Restore(id));
            case DELETE_SNAPSHOT -> Optional.of(new MachineRequest.DeleteSnapshot(id));
            default -> Optional.empty();
        };
    }

    private static Optional<MachineRequest> ofPort(Task task, TaskDetail.OfPort detail) {
        String port = detail.nic().port();
        return switch (task.kind()) {
            case ATTACH_PORT ->
                Optional.of(new MachineRequest.AttachPort(
                        NicRequest.taking(detail.nic().network().id(), port)));
            case DETACH_PORT -> Optional.of(new MachineRequest.DetachPort(port));
            default -> Optional.empty();
        };
    }

    private static Optional<MachineRequest> ofMachine(Task task, Machine machine) {
        return switch (task.kind()) {
            case START -> Optional.of(new MachineRequest.Start());
            case STOP -> Optional.of(new MachineRequest.Stop(false, 0));
            case REBOOT -> Optional.of(new MachineRequest.Reboot(false, 0));
            case PAUSE -> Optional.of(new MachineRequest.Pause());
            case RESUME -> Optional.of(new MachineRequest.Resume());
            case SUSPEND -> Optional.of(new MachineRequest.Suspend());
            case RESIZE ->
                Optional.of(new MachineRequest.Resize(
                        Optional.of(machine.ram()),
                        Optional.of(machine.cpu()),
                        Optional.of(machine.storage()),
                        Optional.empty(),
                        machine.hardware(),
                        true,
                        false));
            case REBUILD ->
                Optional.of(new MachineRequest.Rebuild(machine.boot().image(), machine.boot()));
            case RESCUE -> machine.rescue().map(MachineRequest.Rescue::new);
            case UNRESCUE -> Optional.of(new MachineRequest.Unrescue());
            default -> Optional.empty();
        };
    }
}
