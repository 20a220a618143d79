package io.quark.orc.workflow;

import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkUnit;
import io.quark.common.model.WorkUnitBuilder;
import io.quark.orc.cluster.SeenTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The steps of work, as users see them on the work unit. */
final class Steps {

    private static final String ORC = "orc";
    private static final String PLACE = "place";
    private static final String ADDRESSES = "allocate_addresses";

    /** What a compute does for a build, in the order in which it begins. */
    static final List<String> OF_BUILD = List.of(
            "allocate_network",
            "allocate_storage",
            "cloud_init",
            "define",
            "allocate_vcpu",
            "start",
            "limit_network",
            "resume");

    static final List<String> OF_DELETE = List.of("delete");

    /** The hosts of running machines are being told. */
    static final String UPDATE_HOSTS = "update_hosts";

    /** Hosts follow a QoS policy by themselves. */
    static final String FOLLOW_POLICY = "hosts";

    static final String CANCEL_BUILD = "cancel_build";

    private Steps() {}

    /** Orc's own steps of a build; the first one's time counts from the request. */
    static List<WorkUnit.Step> placed(WorkUnit unit, Instant now) {
        return List.of(
                new WorkUnit.Step(PLACE, ORC, now, millis(unit.createdAt(), now)),
                new WorkUnit.Step(ADDRESSES, ORC, now, 0));
    }

    /** What the attempt before came to stays to be seen. */
    static List<WorkUnit.Step> placedAgain(WorkUnit unit, SeenTask failed, Instant now) {
        List<WorkUnit.Step> steps = with(unit, failed);
        steps.add(new WorkUnit.Step(PLACE, ORC, now, 0));
        return steps;
    }

    /** How far a build came that ends without a machine: the steps of its last task are added, and what is left follows. */
    static void ofEnded(WorkUnitBuilder changed, WorkUnit unit, List<SeenTask> tasks) {
        tasks.stream()
                .filter(task -> task.task().kind() == TaskKind.BUILD)
                .findFirst()
                .ifPresent(task -> changed.steps(
                        with(unit, task),
                        unit.stepsLeft().stream()
                                .filter(step -> !task.task().stepsCompleted().containsKey(step))
                                .toList()));
    }

    /** The steps so far and those of the task, by the time of their completion. */
    static List<WorkUnit.Step> with(WorkUnit unit, SeenTask task) {
        List<WorkUnit.Step> steps = new ArrayList<>(unit.stepsCompleted());
        task.task().stepsCompleted().entrySet().stream()
                .map(step -> new WorkUnit.Step(
                        step.getKey(),
                        task.host(),
                        step.getValue().completedAt(),
                        step.getValue().timeToCompletion()))
                .sorted(Comparator.comparing(WorkUnit.Step::completedAt))
                .forEach(steps::add);
        return steps;
    }

    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }
}
