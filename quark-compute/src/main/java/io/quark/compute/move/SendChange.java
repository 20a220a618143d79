package io.quark.compute.move;

import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.Needs;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Gives a machine to another host. The task ends well only when the machine is certainly not here any more, and badly only when it certainly
 * is: what is not known is asked until it is.
 */
public final class SendChange implements HostChange {

    private static final Pattern URI = Pattern.compile("(qemu(\\+[a-z]+)?://[^/\\s]+/[^\\s]*)|(sim:[^\\s]+)");

    @Override
    public Needs needs() {
        return Needs.MACHINE.and(TaskDetail.Send.class);
    }

    @Override
    public List<Fault> faults(Task task) {
        return task.detail()
                .filter(detail -> detail instanceof TaskDetail.Send send
                        && !URI.matcher(send.uri()).matches())
                .map(detail -> List.of(new Fault("/detail/uri", "not where a hypervisor takes machines")))
                .orElse(List.of());
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        return CompletableFuture.completedFuture(new Dispatch(order, order.detail(TaskDetail.Send.class)).plan());
    }
}
