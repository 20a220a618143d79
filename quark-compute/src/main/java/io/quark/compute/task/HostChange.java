package io.quark.compute.task;

import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Task;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One kind of change that a host makes to a machine or volume that is here. Stateless; {@link ChangeRun} does what it plans.
 */
public interface HostChange {

    /** What a task of this kind must name, and what must be so, before it is taken. */
    Needs needs();

    /** What is wrong with a task besides that; asked before it is taken. Pure. */
    default List<Fault> faults(Task task) {
        return List.of();
    }

    /**
     * Says what is to be done, once the task's turn has come: called on the loop, also for a task that an earlier life of the daemon began. It
     * may ask the host, but changes nothing. Fails with a {@link io.quark.compute.hypervisor.HostFailureException}; what passes is tried again.
     */
    CompletableFuture<ChangePlan> plan(ChangeOrder order);
}
