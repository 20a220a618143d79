package io.quark.orc.testing;

import io.quark.common.json.Json;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.Resources;
import io.quark.common.model.RestartPolicy;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a scripted compute writes into {@code managing} when it has changed a machine or a volume. */
final class ScriptedChange {

    private static final ImageFile FILE =
            new ImageFile(ImageFile.Role.DISK, "qcow2", 1, "a".repeat(64), "/kept", Optional.empty());

    private ScriptedChange() {}

    static List<Op> ops(Paths paths, TreeView view, String host, Task task, Instant now) {
        List<Op> ops = new ArrayList<>();
        String here = paths.managed(host, task.instance());
        if (task.kind() == TaskKind.SEND && view.get(here).isPresent()) {
            ops.add(Op.delete(here, Op.ANY_VERSION));
        }
        task.machine()
                .filter(machine -> task.kind() != TaskKind.UPDATE_NICS && task.kind() != TaskKind.SEND)
                .ifPresent(machine ->
                        ops.add(put(view, paths.managed(host, machine.instance()), machine(task, machine, now))));
        if (task.detail().orElse(null) instanceof TaskDetail.OfVolume of) {
            String path = paths.managed(host, of.volume().id());
            if (task.kind() != TaskKind.DELETE_VOLUME) {
                ops.add(put(view, path, volume(task, of, now)));
            } else if (view.get(path).isPresent()) {
                ops.add(Op.delete(path, Op.ANY_VERSION));
            }
        }
        return ops;
    }

    /** What it says in the end, beside that it is done. */
    static Map<String, String> result(Task task) {
        return switch (task.kind()) {
            case SNAPSHOT -> Map.of("size", "1");
            case EXPORT_SNAPSHOT -> Map.of("file", Json.text(FILE));
            case AUDIT -> Map.of("findings", "[]");
            default -> Map.of();
        };
    }

    private static Op put(TreeView view, String path, Managed managed) {
        return view.get(path).isPresent() ? Op.set(path, managed, Op.ANY_VERSION) : Op.create(path, managed);
    }

    private static Managed machine(Task task, Machine machine, Instant now) {
        return new Managed(
                "sim",
                machine.name(),
                now,
                machine.consumes(),
                MachineStatus.valueOf(machine.powerState().name()),
                task.id(),
                Optional.empty(),
                machine.powerState(),
                machine.restart());
    }

    private static Managed volume(Task task, TaskDetail.OfVolume of, Instant now) {
        return new Managed(
                Managed.VOLUME,
                of.volume().id(),
                now,
                new Resources(0, 0, of.volume().size(), 0),
                MachineStatus.STOPPED,
                task.id(),
                Optional.empty(),
                PowerState.STOPPED,
                RestartPolicy.NEVER);
    }
}
