package io.quark.compute.hypervisor;

import io.quark.common.model.Machine;
import io.quark.common.model.Task;

/**
 * Whose a domain is; written into it when it is made, so that a restarted daemon knows its own.
 *
 * @param task the build that made it
 * @param name the machine's name
 * @param compute name of the compute that made it: several may share one libvirt, and none touches what is another's
 * @param tree identity of the tree that it is recorded in: a daemon that is pointed at another tree touches nothing
 */
public record Owner(String instance, String task, String workUnit, String name, String compute, String tree) {

    public static Owner of(Task task, Machine machine, String compute, String tree) {
        return new Owner(task.instance(), task.id(), task.workUnit(), machine.name(), compute, tree);
    }

    /** The same of a machine that has another name now. */
    public Owner named(Machine machine) {
        return new Owner(instance, task, workUnit, machine.name(), compute, tree);
    }

    /** Whether that compute of that tree looks after it. */
    public boolean belongsTo(String someCompute, String someTree) {
        return compute.equals(someCompute) && tree.equals(someTree);
    }
}
