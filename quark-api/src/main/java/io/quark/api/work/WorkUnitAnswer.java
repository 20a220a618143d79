package io.quark.api.work;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.bind.Field;
import io.quark.api.http.ProblemAnswer;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.StepRecord;
import io.quark.common.model.Task;
import io.quark.common.model.WorkUnit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A work unit as clients see it. */
public record WorkUnitAnswer(
        @Field(required = true, says = "Its id: poll it at /v1/work-units/{id}.")
        String id,

        @Field(required = true, says = "What is done.", example = "\"build\"")
        String kind,

        @Field(required = true, says = "How far it is.") WorkUnit.State state,

        @Field(required = true, says = "The project that asked for it.")
        String project,

        @Field(required = true, says = "What it is about.") TargetAnswer target,

        @Field(required = true, says = "When it was accepted.")
        Instant createdAt,

        @Field(says = "When work on it began.") Optional<Instant> birthedOn,
        @Field(says = "When it ended.") Optional<Instant> finishedAt,

        @Field(required = true, says = "How often it was placed on a compute.")
        int attempts,

        @Field(required = true, says = "From 0 to 1; 1 once it has ended.")
        double progress,

        @Field(required = true, says = "What is done, in the order of completion.")
        List<StepAnswer> stepsCompleted,

        @Field(required = true, says = "What is left to do.")
        List<String> stepsLeft,

        @Field(says = "Where it is done, for work that needs a compute.")
        Optional<PlacementAnswer> placement,

        @Field(
                required = true,
                says =
                        "What came of it, by name; qos_work_unit: the job that ends when hosts have a QoS policy in force.")
        Map<String, JsonNode> result,

        @Field(says = "Why it failed.") Optional<ProblemAnswer> error,

        @Field(says = "Id of the group that it belongs to.") Optional<String> parent,

        @Field(
                required = true,
                says = "Ids of what it groups; GET /v1/work-units?parent= tells of all of them at once.")
        List<String> children) {

    /** What a work unit is about. */
    public record TargetAnswer(
            @Field(required = true, says = "instance, network, subnet, port, address, image, ...")
            String type,

            @Field(required = true, says = "Its id, fixed from the beginning.")
            String id,

            @Field(required = true, says = "Its name.") String name) {}

    /** A step that was completed. */
    public record StepAnswer(
            @Field(required = true, says = "What was done.") String name,

            @Field(required = true, says = "orc, or the name of the compute.")
            String where,

            @Field(required = true, says = "When.") Instant completedAt,

            @Field(required = true, says = "Milliseconds that it took.")
            long timeToCompletionMs) {}

    /** Where it is done. */
    public record PlacementAnswer(
            @Field(required = true, says = "Name of the compute.")
            String compute) {}

    /** What can be said of a work unit that no compute works on. */
    public static WorkUnitAnswer of(WorkUnit work) {
        return of(work, List.of());
    }

    /**
     * A task that is being done.
     *
     * @param compute that does it
     */
    public record UnderWay(String compute, Task task) {}

    /**
     * What can be said of a work unit.
     *
     * @param tasks what computes have in {@code active_tasks} for it right now, the one that comes to its end first before the others: their steps
     *     are newer than those recorded
     */
    public static WorkUnitAnswer of(WorkUnit work, List<UnderWay> tasks) {
        List<StepAnswer> completed = completed(work, tasks);
        List<String> left = left(work, tasks, completed);
        double underWay =
                left.isEmpty() || tasks.isEmpty() ? 0 : tasks.get(0).task().progress();
        double progress = share(work, completed.size() + underWay, completed.size() + left.size());
        return of(work, completed, left, progress, List.of());
    }

    /**
     * What can be said of a group.
     *
     * @param ended how many of its children have
     */
    static WorkUnitAnswer of(WorkUnit work, MachineRequest.Group group, int ended) {
        double progress = share(work, ended, group.children().size());
        return of(work, completed(work, List.of()), work.stepsLeft(), progress, group.children());
    }

    private static WorkUnitAnswer of(
            WorkUnit work, List<StepAnswer> completed, List<String> left, double progress, List<String> children) {
        return new WorkUnitAnswer(
                work.id(),
                work.kind(),
                work.state(),
                work.project(),
                new TargetAnswer(
                        work.target().type(), work.target().id(), work.target().name()),
                work.createdAt(),
                work.birthedOn(),
                work.finishedAt(),
                work.attempts(),
                progress,
                completed,
                left,
                work.placement().map(placement -> new PlacementAnswer(placement.compute())),
                Results.of(work),
                work.error().map(problem -> ProblemAnswer.of(problem, "/v1/work-units/" + work.id())),
                work.parent(),
                children);
    }

    private static List<StepAnswer> completed(WorkUnit work, List<UnderWay> tasks) {
        Map<String, StepAnswer> steps = new LinkedHashMap<>();
        for (WorkUnit.Step step : work.stepsCompleted()) {
            steps.put(
                    step.where() + "/" + step.name(),
                    new StepAnswer(step.name(), step.where(), step.completedAt(), step.timeToCompletionMs()));
        }
        for (UnderWay one : tasks) {
            one.task()
                    .stepsCompleted()
                    .forEach((name, step) -> steps.put(one.compute() + "/" + name, step(name, one.compute(), step)));
        }
        List<StepAnswer> inOrder = new ArrayList<>(steps.values());
        inOrder.sort(java.util.Comparator.comparing(StepAnswer::completedAt));
        return inOrder;
    }

    private static StepAnswer step(String name, String where, StepRecord step) {
        return new StepAnswer(name, where, step.completedAt(), step.timeToCompletion());
    }

    private static List<String> left(WorkUnit work, List<UnderWay> tasks, List<StepAnswer> completed) {
        if (work.state().terminal()) {
            return List.of();
        }
        Set<String> left = new LinkedHashSet<>();
        tasks.forEach(one -> left.addAll(one.task().stepsLeft()));
        left.addAll(work.stepsLeft());
        Set<String> wheres = new HashSet<>();
        work.placement().ifPresent(placement -> wheres.add(placement.compute()));
        tasks.forEach(one -> wheres.add(one.compute()));
        for (StepAnswer step : completed) {
            if (wheres.contains(step.where())) {
                left.remove(step.name());
            }
        }
        return List.copyOf(left);
    }

    /** A work unit of which nothing is known yet is at its beginning; one that has ended, however it did, is at its end. */
    private static double share(WorkUnit work, double done, int all) {
        if (work.state().terminal()) {
            return 1;
        }
        return all == 0 ? 0 : Math.round(100.0 * done / all) / 100.0;
    }
}
