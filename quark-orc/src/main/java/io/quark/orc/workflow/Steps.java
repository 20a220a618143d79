package io.quark.orc.workflow;

import io.quark.common.model.TaskEnd;
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

    /** What remains of any move. */
    private static final List<String> LET_RUN = List.of("limit_network", "resume");

    static List<String> ofMove(boolean live, boolean copy) {
        List<String> steps = new ArrayList<>(ofReception(copy));
        steps.addAll(ofSending(live));
        steps.addAll(ofTakingOver(copy));
        steps.addAll(LET_RUN);
        return List.copyOf(steps);
    }

    /** What the new host of a machine does before it can be sent, or made there anew. */
    private static List<String> ofReception(boolean copy) {
        return copy
                ? List.of("allocate_network", "allocate_storage", "cloud_init", "define")
                : List.of("allocate_network", "find_storage", "define");
    }

    /** When the machine is the new host's. */
    private static List<String> ofTakingOver(boolean copy) {
        return copy ? List.of("take_over") : List.of("take_over", "take_storage");
    }

    static List<String> ofSending(boolean live) {
        return live ? List.of("migrate") : List.of("shut_down", "copy", "release_source");
    }

    static List<String> ofEvacuation(boolean copy) {
        List<String> steps = new ArrayList<>(ofReception(copy));
        steps.addAll(ofTakingOver(copy));
        steps.add("start");
        steps.addAll(LET_RUN);
        return List.copyOf(steps);
    }

    /** The hosts of running machines are being told. */
    static final String UPDATE_HOSTS = "update_hosts";

    /** Hosts follow a QoS policy by themselves. */
    static final String FOLLOW_POLICY = "hosts";

    static final String CANCEL_BUILD = "cancel_build";

    /** Other work on the machine is stopped. */
    static final String CANCEL_WORK = "cancel_work";

    /** The parts of a group are under way. */
    static final String CHILDREN = "children";

    private Steps() {}

    /** Orc's own steps of a build; the first one's time counts from the request. */
    static List<WorkUnit.Step> placed(WorkUnit unit, Instant now) {
        return List.of(
                new WorkUnit.Step(PLACE, ORC, now, millis(unit.createdAt(), now)),
                new WorkUnit.Step(ADDRESSES, ORC, now, 0));
    }

    /** Orc's own step of a move. */
    static List<WorkUnit.Step> placedElsewhere(WorkUnit unit, Instant now) {
        List<WorkUnit.Step> steps = new ArrayList<>(unit.stepsCompleted());
        steps.add(new WorkUnit.Step(PLACE, ORC, now, steps.isEmpty() ? millis(unit.createdAt(), now) : 0));
        return steps;
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

    /** Orc's own step of a change; its time counts from the request. */
    static List<WorkUnit.Step> begun(WorkUnit unit, Instant now) {
        return List.of(new WorkUnit.Step(PLACE, ORC, now, millis(unit.createdAt(), now)));
    }

    /** What a compute does for a change, in the order in which it begins. */
    static List<String> of(TaskKind kind) {
        return switch (kind) {
            case START -> List.of("prepare", "start", "limit_network", "resume");
            case STOP -> List.of("shut_down", "power_off");
            case REBOOT -> List.of("shut_down", "power_off", "start", "limit_network", "resume");
            case RESIZE -> List.of("grow_disk", "set_vcpu", "set_memory");
            case REBUILD ->
                List.of(
                        "fetch_image",
                        "shut_down",
                        "power_off",
                        "allocate_storage",
                        "cloud_init",
                        "define",
                        "start",
                        "limit_network",
                        "resume");
            case RESCUE, UNRESCUE ->
                List.of("fetch_image", "shut_down", "power_off", "define", "start", "limit_network", "resume");
            case SNAPSHOT -> List.of("copy_disks", "keep_snapshot");
            case RESTORE -> List.of("shut_down", "restore_disks", "start", "limit_network", "resume");
            case DELETE_SNAPSHOT -> List.of("remove_snapshot");
            case EXPORT_SNAPSHOT -> List.of("flatten", "upload");
            case ATTACH_PORT -> List.of("attach_network", "plug_in");
            case DETACH_PORT -> List.of("unplug", "detach_network");
            case ATTACH_VOLUME -> List.of("create_volume", "plug_in");
            case DETACH_VOLUME -> List.of("unplug");
            case DELETE_VOLUME -> List.of("remove_volume");
            default -> List.of(kind.text());
        };
    }

    /** How far the task came: nothing is left of one that ended well. */
    static void after(WorkUnitBuilder changed, WorkUnit unit, SeenTask task) {
        boolean well = task.task()
                .end()
                .filter(end -> end.state() == TaskEnd.State.SUCCEEDED)
                .isPresent();
        changed.steps(
                with(unit, task),
                well
                        ? List.of()
                        : unit.stepsLeft().stream()
                                .filter(step -> !task.task().stepsCompleted().containsKey(step))
                                .toList());
    }

    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }
}
