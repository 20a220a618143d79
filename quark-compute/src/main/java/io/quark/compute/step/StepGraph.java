package io.quark.compute.step;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Steps in stages: those of one stage run side by side, a stage begins when the one before it is done.
 *
 * @param stages each with at least one step; names are unique
 */
public record StepGraph(List<List<Step>> stages) {

    public StepGraph {
        stages = stages.stream().map(List::copyOf).toList();
        List<Step> all = stages.stream().flatMap(List::stream).toList();
        if (all.stream().map(Step::name).distinct().count() != all.size()) {
            throw new IllegalArgumentException("two steps of one name");
        }
    }

    /** One step after the other. */
    public static StepGraph chain(List<Step> steps) {
        return new StepGraph(steps.stream().map(List::of).toList());
    }

    /** The same without steps of these names. */
    public StepGraph without(Set<String> names) {
        return new StepGraph(stages.stream()
                .map(stage -> stage.stream()
                        .filter(step -> !names.contains(step.name()))
                        .toList())
                .filter(stage -> !stage.isEmpty())
                .toList());
    }

    /** The steps that can begin now. */
    public List<Step> ready(Set<String> done, Set<String> begun) {
        for (List<Step> stage : stages) {
            List<Step> open =
                    stage.stream().filter(step -> !done.contains(step.name())).toList();
            if (!open.isEmpty()) {
                return open.stream()
                        .filter(step -> !begun.contains(step.name()))
                        .toList();
            }
        }
        return List.of();
    }

    /** The names of all steps, in order. */
    public List<String> names() {
        return steps().stream().map(Step::name).toList();
    }

    /** The names of those not done. */
    public List<String> left(Collection<String> done) {
        return names().stream().filter(name -> !done.contains(name)).toList();
    }

    /** The steps of these names, last first. */
    public List<Step> reversed(Collection<String> begun) {
        List<Step> reversed = new ArrayList<>();
        for (Step step : steps()) {
            if (begun.contains(step.name())) {
                reversed.add(0, step);
            }
        }
        return reversed;
    }

    private List<Step> steps() {
        return stages.stream().flatMap(List::stream).toList();
    }
}
