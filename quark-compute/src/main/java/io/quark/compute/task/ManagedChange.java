package io.quark.compute.task;

import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.Resources;
import io.quark.common.model.RestartPolicy;
import io.quark.common.model.Task;
import io.quark.common.model.VolumeDisk;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What becomes of one record in {@code managing}.
 *
 * @param id of the machine or volume
 * @param change from the record as it is (empty: there is none) to what it becomes (empty: it goes). Pure: it may be asked more than once
 */
public record ManagedChange(String id, UnaryOperator<Optional<Managed>> change) {

    public static ManagedChange put(String id, Managed managed) {
        return new ManagedChange(id, before -> Optional.of(managed));
    }

    public static ManagedChange remove(String id) {
        return new ManagedChange(id, before -> Optional.empty());
    }

    /** The task's volume lies here, and takes its size. */
    public static ManagedChange lies(Task task, VolumeDisk volume, Clock clock) {
        return new ManagedChange(
                volume.id(),
                before -> Optional.of(new Managed(
                        Managed.VOLUME,
                        before.map(Managed::name).orElse(volume.id()),
                        before.map(Managed::birthedOn).orElseGet(clock::instant),
                        new Resources(0, 0, volume.size(), 0),
                        MachineStatus.STOPPED,
                        task.id(),
                        Optional.empty(),
                        PowerState.STOPPED,
                        RestartPolicy.NEVER)));
    }

    /** The task's machine has become what the task says: what it consumes, what is wanted of it; where the task names none, only its status is news. */
    public static ManagedChange became(Task task, MachineStatus status) {
        return of(task, status, Optional.empty());
    }

    /** The same, and from now on this is wanted of its power, whatever the task's machine says. */
    public static ManagedChange became(Task task, MachineStatus status, PowerState wanted) {
        return of(task, status, Optional.of(wanted));
    }

    private static ManagedChange of(Task task, MachineStatus status, Optional<PowerState> wanted) {
        return new ManagedChange(
                task.instance(),
                before -> before.map(managed -> new Managed(
                        managed.kind(),
                        task.machine().map(machine -> machine.name()).orElse(managed.name()),
                        managed.birthedOn(),
                        task.machine().map(machine -> machine.consumes()).orElse(managed.consumes()),
                        status,
                        task.id(),
                        Optional.empty(),
                        wanted.orElseGet(() -> task.machine()
                                .map(machine -> machine.powerState())
                                .orElse(managed.wanted())),
                        task.machine().map(machine -> machine.restart()).orElse(managed.restart()))));
    }
}
