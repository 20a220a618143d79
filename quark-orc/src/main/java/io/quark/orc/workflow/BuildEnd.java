package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.WorkUnitBuilder;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.schedule.ScheduleAnswer.NoPlace;
import io.quark.orc.workflow.Decision.Act;
import io.quark.orc.workflow.Decision.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The ways in which a build ends. */
final class BuildEnd {

    private final Moves moves;

    BuildEnd(Moves moves) {
        this.moves = moves;
    }

    /** The machine stands: tasks of which note is taken go. */
    Act succeeded(OpenWork work, Seen<Instance> instance, List<SeenTask> tasks, World world) {
        WorkUnitBuilder changed = work.unit().change().result(result(instance.value()));
        tasks.stream().findFirst().ifPresent(task -> changed.steps(Steps.with(work.unit(), task), List.of()));
        var act = Decision.act(Step.FINISH);
        tasks.forEach(task -> act.ops(Moves.delete(task)));
        return act.ops(moves.succeed(work, changed, world.now()))
                .ops(moves.leave(instance, Instance.Status.ACTIVE, Optional.empty()))
                .build();
    }

    /** Before anything was made. */
    Act failedAtOnce(OpenWork work, Problem problem, World world) {
        return Decision.act(Step.FINISH)
                .ops(moves.fail(work, work.unit().change(), problem, world.now()))
                .build();
    }

    Act failedAtOnce(OpenWork work, Problem problem, NoPlace none, World world) {
        return Decision.act(Step.FINISH)
                .ops(moves.fail(work, work.unit().change().explain(none.explanation()), problem, world.now()))
                .build();
    }

    /** Everything is given up: no instance, no ports; addresses and MACs cool. Certain: no host has the machine. */
    Act failedAndReleased(
            OpenWork work,
            Seen<Instance> instance,
            List<SeenTask> tasks,
            Problem problem,
            Optional<NoPlace> none,
            World world) {
        WorkUnitBuilder changed = work.unit().change();
        Steps.ofEnded(changed, work.unit(), tasks);
        none.ifPresent(answer -> changed.explain(answer.explanation()));
        return released(work, instance, tasks, world)
                .ops(moves.fail(work, changed, problem, world.now()))
                .build();
    }

    Act cancelledAndReleased(OpenWork work, Seen<Instance> instance, List<SeenTask> tasks, World world) {
        WorkUnitBuilder changed = work.unit().change();
        Steps.ofEnded(changed, work.unit(), tasks);
        return released(work, instance, tasks, world)
                .ops(moves.cancel(work, changed, world.now()))
                .build();
    }

    /** Before anything was made. */
    Act cancelledAtOnce(OpenWork work, World world) {
        return Decision.act(Step.FINISH)
                .ops(moves.cancel(work, work.unit().change(), world.now()))
                .build();
    }

    /**
     * Whether the machine runs is not known, so nothing is given up: instance, addresses and MACs stay recorded, with the
     * fault.
     *
     * @param withdrawn tasks that the host has not taken, and cannot take any more
     */
    Act failedAndKept(OpenWork work, Seen<Instance> instance, List<SeenTask> withdrawn, Problem problem, World world) {
        var act = Decision.act(Step.FINISH);
        withdrawn.forEach(task -> act.ops(Moves.delete(task)));
        return act.ops(moves.fail(work, work.unit().change(), problem, world.now()))
                .ops(moves.leave(instance, Instance.Status.ERROR, Optional.of(problem)))
                .build();
    }

    private Decision.ActBuilder released(OpenWork work, Seen<Instance> instance, List<SeenTask> tasks, World world) {
        var act = Decision.act(Step.RELEASE);
        tasks.forEach(task -> act.ops(Moves.delete(task)));
        return act.ops(moves.delete(instance)).ops(world.releaseNics(instance.value(), work.id()));
    }

    private static Map<String, String> result(Instance instance) {
        Map<String, String> result = new LinkedHashMap<>();
        result.put("instance", instance.id());
        instance.compute().ifPresent(compute -> result.put("compute", compute));
        String ips = instance.nics().stream()
                .flatMap(nic -> nic.addresses().stream())
                .map(Nic.NicAddress::ip)
                .collect(Collectors.joining(","));
        if (!ips.isEmpty()) {
            result.put("ips", ips);
        }
        return result;
    }
}
