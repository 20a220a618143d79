package io.quark.compute.task;

import io.quark.compute.step.StepGraph;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How one change is made.
 *
 * <p>Until the gate stands it can be cancelled. When it fails or is cancelled, what was begun is undone, last first, also past the gate: a step that
 * cannot be undone has nothing to undo.
 *
 * @param steps each idempotent: after a restart of the daemon they begin from the first
 * @param gate the step before which the gate is set
 * @param decisive a step that may be stopped although the gate stands, for as long as it is not done; once it is done, the rest is done, too
 * @param once steps that are not done again once they are done: that is written down before the next step begins
 * @param reversible whether everything is as before when a failure past the gate was undone
 * @param after what becomes of records in {@code managing} in the transaction that ends the task well; asked anew for each try
 * @param afterFailure the same for one that ends badly
 * @param result what the ended task says
 */
public record ChangePlan(
        StepGraph steps,
        Optional<String> gate,
        Optional<String> decisive,
        Set<String> once,
        boolean reversible,
        Supplier<List<ManagedChange>> after,
        Supplier<List<ManagedChange>> afterFailure,
        Supplier<Map<String, String>> result) {

    public ChangePlan {
        once = Set.copyOf(once);
        List<String> names = steps.names();
        if (!names.containsAll(once)
                || !gate.map(names::contains).orElse(true)
                || !decisive.map(names::contains).orElse(true)) {
            throw new IllegalArgumentException("the plan names a step that it has not: " + names);
        }
    }

    /** The steps that begin before the gate; all where there is none. */
    Set<String> beforeTheGate() {
        List<String> names = steps.names();
        return Set.copyOf(
                gate.map(step -> names.subList(0, names.indexOf(step))).orElse(names));
    }

    /** What is left to do once the decisive step is done cannot be stopped. */
    ChangePlan decided() {
        return new ChangePlan(steps, gate, Optional.empty(), once, reversible, after, afterFailure, result);
    }

    /** A change without a gate. */
    public static ChangePlan of(StepGraph steps, Supplier<List<ManagedChange>> after) {
        return new ChangePlan(steps, Optional.empty(), Optional.empty(), Set.of(), false, after, List::of, Map::of);
    }

    public ChangePlan gateBefore(String step) {
        return new ChangePlan(steps, Optional.of(step), decisive, once, reversible, after, afterFailure, result);
    }

    public ChangePlan decidedBy(String step) {
        return new ChangePlan(steps, gate, Optional.of(step), once, reversible, after, afterFailure, result);
    }

    public ChangePlan once(String... names) {
        return new ChangePlan(steps, gate, decisive, Set.of(names), reversible, after, afterFailure, result);
    }

    /** Its undos bring back what was before, also past the gate. */
    public ChangePlan reversibleToTheEnd() {
        return new ChangePlan(steps, gate, decisive, once, true, after, afterFailure, result);
    }

    public ChangePlan whenFailed(Supplier<List<ManagedChange>> changes) {
        return new ChangePlan(steps, gate, decisive, once, reversible, after, changes, result);
    }

    public ChangePlan telling(Supplier<Map<String, String>> newResult) {
        return new ChangePlan(steps, gate, decisive, once, reversible, after, afterFailure, newResult);
    }
}
