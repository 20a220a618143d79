package io.quark.orc.workflow;

import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.RestartPolicy;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.HostSign;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host that does with its tasks what a test says, and keeps the records that a compute keeps. */
final class PaperHost {

    private static final Paths PATHS = FakeWorld.PATHS;

    private final Paper paper;
    final String name;

    PaperHost(Paper paper, String name) {
        this.paper = paper;
        this.name = name;
    }

    List<Task> waiting() {
        return paper.all(PATHS.nextTasks(name) + "/.*", Task.class);
    }

    /** Taken and not ended. */
    List<Task> active() {
        return paper.all(PATHS.activeTasks(name) + "/.*", Task.class).stream()
                .filter(task -> !task.hasEnded())
                .toList();
    }

    void take(Task task) {
        paper.remove(PATHS.nextTask(name, task.id()));
        Task taken = task.birthed(paper.world.now, List.of());
        paper.write(PATHS.activeTask(name, task.id()), taken);
        if (task.detail().orElse(null) instanceof TaskDetail.Cancel cancel) {
            active().stream()
                    .filter(other -> other.id().equals(cancel.task()) && !other.starting())
                    .forEach(other -> end(other, TaskEnd.State.CANCELLED, true));
            end(taken, TaskEnd.State.SUCCEEDED, true);
        }
    }

    void passGate(Task task) {
        paper.write(PATHS.activeTask(name, task.id()), task.pastTheGate());
    }

    void silent() {
        paper.world.signs.put(name, new HostSign(true, Optional.of(paper.world.now)));
    }

    void back() {
        paper.world.signs.put(name, new HostSign(true, Optional.empty()));
    }

    boolean isSilent() {
        return !paper.world.sign(name).alive();
    }

    /** Takes whatever waits and does all of it, until nothing more comes. */
    void doEverything() {
        for (int round = 0; round < 100; round++) {
            paper.settle();
            List<Task> waiting = waiting();
            List<Task> active = active();
            if (waiting.isEmpty() && active.isEmpty()) {
                return;
            }
            waiting.forEach(this::take);
            active().forEach(task -> end(task, TaskEnd.State.SUCCEEDED, true));
        }
        throw new AssertionError("the host is never done");
    }

    void endAll(TaskEnd.State how) {
        waiting().forEach(this::take);
        active().forEach(task -> end(task, how, true));
        paper.settle();
    }

    /** @param undone whether, where it did not succeed, all is as before */
    void end(Task task, TaskEnd.State how, boolean undone) {
        if (how == TaskEnd.State.SUCCEEDED) {
            done(task);
        }
        Optional<Problem> problem = how == TaskEnd.State.SUCCEEDED
                ? Optional.empty()
                : Optional.of(Problem.of("disk-full", "No room", 507, "the disk is full", "make room"));
        Map<String, String> result = how == TaskEnd.State.SUCCEEDED
                ? task.kind() == TaskKind.EXPORT_SNAPSHOT ? Map.of("file", FILE) : Map.of("size", "4096")
                : Map.of("undone", Boolean.toString(undone));
        paper.write(PATHS.activeTask(name, task.id()), task.ended(new TaskEnd(how, paper.world.now, problem, result)));
    }

    private static final String FILE =
            "{\"role\":\"disk\",\"format\":\"qcow2\",\"size\":10,\"sha256\":\"ab\",\"path\":\"/images/ab\"}";

    private void done(Task task) {
        if (task.kind() == TaskKind.DELETE) {
            paper.remove(PATHS.managed(name, task.instance()));
            return;
        }
        task.machine()
                .ifPresent(machine -> paper.write(PATHS.managed(name, machine.instance()), managed(task, machine)));
        if (task.detail().orElse(null) instanceof TaskDetail.OfVolume of) {
            String path = PATHS.managed(name, of.volume().id());
            if (task.kind() == TaskKind.DELETE_VOLUME) {
                paper.remove(path);
            } else {
                paper.write(path, volume(of, task));
            }
        }
    }

    /** It has made the volume, whatever else becomes of the task. */
    void keepsVolume(Task task) {
        if (task.detail().orElse(null) instanceof TaskDetail.OfVolume of && task.kind() == TaskKind.ATTACH_VOLUME) {
            paper.write(PATHS.managed(name, of.volume().id()), volume(of, task));
        }
    }

    private Managed managed(Task task, Machine machine) {
        MachineStatus status = MachineStatus.valueOf(machine.powerState().name());
        return new Managed(
                "sim",
                machine.name(),
                paper.world.now,
                machine.consumes(),
                status,
                task.id(),
                Optional.empty(),
                machine.powerState(),
                machine.restart());
    }

    private Managed volume(TaskDetail.OfVolume of, Task task) {
        return new Managed(
                Managed.VOLUME,
                of.volume().id(),
                paper.world.now,
                new Resources(0, 0, of.volume().size(), 0),
                MachineStatus.STOPPED,
                task.id(),
                Optional.empty(),
                PowerState.STOPPED,
                RestartPolicy.NEVER);
    }
}
