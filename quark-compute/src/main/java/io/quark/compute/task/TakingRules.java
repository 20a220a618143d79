package io.quark.compute.task;

import io.quark.common.id.Ids;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides whether a task is taken: a pure function of the task and the state of the host. */
final class TakingRules {

    private TakingRules() {}

    /**
     * @param free what the host has left, this task not counted
     * @param epochs the highest epoch of each shard in tasks looked at so far
     * @param managed the instances that live here
     * @param building the instances with an unfinished build here
     * @param places how many tasks of each kind may be worked on besides those that are
     */
    record HostState(
            Resources free,
            Map<Integer, Epoch> epochs,
            Set<String> managed,
            Set<String> building,
            Map<TaskKind, Integer> places) {}

    /**
     * The highest epoch of a shard, and the transaction by which the first task of it came. A task of a lower epoch that was
     * placed before that is in order: its leader was deposed later.
     */
    record Epoch(long epoch, long zxid) {}

    /**
     * @param node its name in {@code next_tasks}
     * @param zxid the transaction that placed it
     * @param changes what this compute can do beside builds, deletes and updates of interfaces
     */
    static Verdict judge(String node, long zxid, Task task, HostState host, HostChanges changes) {
        if (!task.id().equals(node) || !Ids.isId(node) || !Ids.isId(task.instance())) {
            return decline(
                    "malformed-task", "Malformed task", "the task " + node + " does not say whose it is", List.of());
        }
        Epoch seen = host.epochs().getOrDefault(task.shard(), new Epoch(task.epoch(), zxid));
        if (task.epoch() < seen.epoch() && zxid > seen.zxid()) {
            return decline(
                    "stale-epoch",
                    "Placed by a deposed leader",
                    "the task was placed in epoch " + task.epoch() + " of shard " + task.shard()
                            + ", after one of epoch " + seen.epoch() + " had come",
                    List.of());
        }
        return switch (task.kind()) {
            case BUILD -> judgeBuild(task, host);
            case DELETE -> judgeDelete(task, host);
            case UPDATE_NICS -> judgeUpdate(task, host);
            case CANCEL -> judgeCancel(task);
            default ->
                changes.of(task.kind())
                        .map(change -> judgeChange(task, change, host))
                        .orElseGet(() -> decline(
                                "unknown-task",
                                "Unknown kind of task",
                                "this compute cannot " + task.kind().text(),
                                List.of()));
        };
    }

    private static Verdict judgeBuild(Task task, HostState host) {
        if (!namesItsMachine(task)) {
            return decline("malformed-task", "Malformed task", "the build names no machine, or another one", List.of());
        }
        List<Problem.Fault> faults = MachineRules.faults(task.machine().orElseThrow());
        if (!faults.isEmpty()) {
            return decline(
                    "bad-machine",
                    "Machine cannot be built",
                    "the machine's specification is wrong: " + faults.get(0).pointer() + ": "
                            + faults.get(0).detail(),
                    faults);
        }
        if (host.managed().contains(task.instance()) || host.building().contains(task.instance())) {
            return decline(
                    "already-here", "Machine exists already", "instance " + task.instance() + " is here", List.of());
        }
        if (!task.consumes().fitsIn(host.free())) {
            return decline(
                    "no-capacity",
                    "No room on this host",
                    "the machine needs " + text(task.consumes()) + ", but only " + text(host.free()) + " is free",
                    List.of());
        }
        return host.places().getOrDefault(TaskKind.BUILD, 0) > 0 ? new Verdict.Take() : new Verdict.Later();
    }

    /** A delete that overtakes a build waits for no place: it is about to free the build's. */
    private static Verdict judgeDelete(Task task, HostState host) {
        boolean overtakes = host.building().contains(task.instance());
        return overtakes || host.places().getOrDefault(TaskKind.DELETE, 0) > 0
                ? new Verdict.Take()
                : new Verdict.Later();
    }

    /** Whether the machine is here at all is asked when its turn has come: a build before it may not have ended. */
    private static Verdict judgeUpdate(Task task, HostState host) {
        if (!namesItsMachine(task)) {
            return decline(
                    "malformed-task", "Malformed task", "the update names no machine, or another one", List.of());
        }
        List<Problem.Fault> faults = MachineRules.nicFaults(task.machine().orElseThrow());
        if (!faults.isEmpty()) {
            return decline(
                    "bad-machine",
                    "Interfaces cannot be updated",
                    "the machine's interfaces are wrong: " + faults.get(0).pointer() + ": "
                            + faults.get(0).detail(),
                    faults);
        }
        return host.places().getOrDefault(TaskKind.UPDATE_NICS, 0) > 0 ? new Verdict.Take() : new Verdict.Later();
    }

    /** It is over in a moment, so it needs no place. */
    private static Verdict judgeCancel(Task task) {
        return task.detail().filter(TaskDetail.Cancel.class::isInstance).isPresent()
                ? new Verdict.Take()
                : decline("malformed-task", "Malformed task", "the cancel names no task", List.of());
    }

    /** Whether what it needs is here is asked when its turn has come. */
    private static Verdict judgeChange(Task task, HostChange change, HostState host) {
        String kind = task.kind().text();
        Needs needs = change.needs();
        if (needs.machine() && !namesItsMachine(task)) {
            return decline(
                    "malformed-task",
                    "Malformed task",
                    "the task " + kind + " names no machine, or another one",
                    List.of());
        }
        if (!needs.detail()
                .map(type -> task.detail().filter(type::isInstance).isPresent())
                .orElse(true)) {
            return decline(
                    "malformed-task",
                    "Malformed task",
                    "the task " + kind + " does not say all that it must",
                    List.of());
        }
        List<Problem.Fault> faults = new ArrayList<>(change.faults(task));
        task.machine().map(MachineRules::faults).ifPresent(faults::addAll);
        if (!faults.isEmpty()) {
            return decline(
                    "bad-machine",
                    "Task cannot be done",
                    "what the task " + kind + " says is wrong: " + faults.get(0).pointer() + ": "
                            + faults.get(0).detail(),
                    faults);
        }
        if (!task.consumes().fitsIn(atLeastNothing(host.free()))) {
            return decline(
                    "no-capacity",
                    "No room on this host",
                    "the machine needs " + text(task.consumes()) + " more, but only " + text(host.free()) + " is free",
                    List.of());
        }
        return !needs.place() || host.places().getOrDefault(task.kind(), 0) > 0
                ? new Verdict.Take()
                : new Verdict.Later();
    }

    /** What needs nothing more of a host can be done on one that has promised more than it has. */
    private static Resources atLeastNothing(Resources free) {
        return new Resources(
                Math.max(0, free.ram()),
                Math.max(0, free.cpu()),
                Math.max(0, free.storage()),
                Math.max(0, free.bandwidth()));
    }

    private static boolean namesItsMachine(Task task) {
        return task.machine()
                .filter(machine -> machine.instance().equals(task.instance()))
                .isPresent();
    }

    private static String text(Resources resources) {
        return resources.ram() + " MiB of memory, " + resources.cpu() + " CPUs, " + resources.storage()
                + " MiB of storage, " + resources.bandwidth() + " kbit/s";
    }

    private static Verdict decline(String type, String title, String detail, List<Problem.Fault> faults) {
        return new Verdict.Decline(new Problem(
                type,
                title,
                409,
                detail,
                Optional.of("nothing was done here; a build can be placed on another host"),
                faults));
    }
}
