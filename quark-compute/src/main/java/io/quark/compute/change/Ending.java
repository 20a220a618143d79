package io.quark.compute.change;

import io.quark.common.model.PowerOff;
import io.quark.common.model.TaskDetail;
import io.quark.compute.step.Step;
import io.quark.compute.task.ChangeOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How a machine is ended that has to be off for a change. */
final class Ending {

    private Ending() {}

    /** As the task's {@link TaskDetail.Power} says. */
    static List<Step> steps(ChangeOrder order) {
        return steps(order, order.detail(TaskDetail.Power.class));
    }

    /** As the task's {@link TaskDetail.Power} says, or as usual where it has none. */
    static List<Step> asAskedOrUsual(ChangeOrder order) {
        return steps(
                order,
                order.task()
                        .detail()
                        .filter(TaskDetail.Power.class::isInstance)
                        .map(TaskDetail.Power.class::cast)
                        .orElseGet(() -> TaskDetail.Power.of(PowerOff.USUAL)));
    }

    static List<Step> steps(ChangeOrder order, TaskDetail.Power power) {
        return steps(order, power.force(), Duration.ofSeconds(power.deadlineS()));
    }

    /** At once, as if the power was cut. */
    static List<Step> forced(ChangeOrder order) {
        return steps(order, true, Duration.ZERO);
    }

    /**
     * @param force at once, as if the power was cut
     * @param patience how long the guest has to shut down by itself, from when this host took the task: a restart of the daemon does not begin anew
     */
    private static List<Step> steps(ChangeOrder order, boolean force, Duration patience) {
        Step off = PowerSteps.powerOff(order.at(), order.instance());
        if (force) {
            return List.of(off);
        }
        Instant from = order.task().birthedOn().orElseGet(order.at().clock()::instant);
        return List.of(PowerSteps.shutDown(order.at(), order.instance(), from.plus(patience)), off);
    }
}
