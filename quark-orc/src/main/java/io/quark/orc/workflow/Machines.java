package io.quark.orc.workflow;

import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.Machine;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Paths;
import java.util.Optional;

/** Makes the tasks that computes get. */
final class Machines {

    private final Paths paths;

    Machines(Paths paths) {
        this.paths = paths;
    }

    /** The same attempt always gives the same id, so that nothing can be asked for twice. */
    static String taskId(String workUnit, int attempt, TaskKind kind) {
        return Task.idOf(workUnit, attempt, kind);
    }

    /** The task that builds an instance, with everything resolved that its host has to know. */
    Task build(String workUnit, Instance instance, long epoch, int attempt) {
        Machine machine = machine(instance);
        return task(TaskKind.BUILD, workUnit, instance.id(), epoch, attempt, machine.consumes(), Optional.of(machine));
    }

    /** A machine as its host has to make it, by its record. */
    static Machine machine(Instance instance) {
        return new Machine(
                instance.id(),
                instance.name(),
                instance.project(),
                instance.spec().ram(),
                instance.spec().cpu(),
                instance.spec().storage(),
                instance.boot(),
                instance.nics(),
                instance.spec().sshKeys(),
                instance.spec().userData(),
                instance.spec().labels(),
                instance.bandwidth(),
                instance.powerState(),
                instance.spec().restart(),
                instance.spec().hardware(),
                instance.volumes(),
                instance.rescue());
    }

    /** The task that unmakes it: consumes nothing, for what it removes is counted already. */
    Task delete(String workUnit, String instance, long epoch, int attempt) {
        return task(TaskKind.DELETE, workUnit, instance, epoch, attempt, Resources.NONE, Optional.empty());
    }

    /** The task that makes the host side of a machine's interfaces as its record says. */
    Task updateNics(String workUnit, Instance instance, long epoch) {
        return Task.placed(
                Ids.derived(workUnit, TaskKind.UPDATE_NICS.text(), instance.id()),
                TaskKind.UPDATE_NICS,
                workUnit,
                instance.id(),
                paths.shardOf(workUnit),
                epoch,
                1,
                Resources.NONE,
                Optional.of(machine(instance)));
    }

    private Task task(
            TaskKind kind,
            String workUnit,
            String instance,
            long epoch,
            int attempt,
            Resources consumes,
            Optional<Machine> machine) {
        return task(kind, workUnit, instance, epoch, attempt, consumes, machine, Optional.empty());
    }

    /** A task of any kind. */
    Task task(
            TaskKind kind,
            String workUnit,
            String instance,
            long epoch,
            int attempt,
            Resources consumes,
            Optional<Machine> machine,
            Optional<TaskDetail> detail) {
        return Task.placed(
                taskId(workUnit, attempt, kind),
                kind,
                workUnit,
                instance,
                paths.shardOf(workUnit),
                epoch,
                attempt,
                consumes,
                machine,
                detail);
    }
}
