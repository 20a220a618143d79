package io.quark.compute.task;

import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A change of three steps, {@code one}, {@code two} and {@code three}, that writes down what is done and does as it is told. */
final class ScriptedChange implements HostChange {

    /** What was done: {@code one}, and {@code undo one}. */
    final List<String> done = new CopyOnWriteArrayList<>();

    /** These fail for good. */
    final Set<String> failing = ConcurrentHashMap.newKeySet();

    /** Whether it finds the machine as it has to be. */
    volatile boolean fits = true;

    /** These are not done before this is. */
    final Map<String, CompletableFuture<Void>> held = new ConcurrentHashMap<>();

    /** Whether a held step gives up when it is told to stop. */
    volatile boolean obedient = true;

    volatile Needs needs = Needs.HERE;

    private final UnaryOperator<ChangePlan> plan;

    ScriptedChange(UnaryOperator<ChangePlan> plan) {
        this.plan = plan;
    }

    @Override
    public Needs needs() {
        return needs;
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        if (failing.contains("plan")) {
            return CompletableFuture.failedFuture(fault("plan"));
        }
        if (!fits) {
            return CompletableFuture.failedFuture(
                    HostFailureException.unfit("the machine does not fit", "make it fit"));
        }
        List<Step> steps = Stream.of("one", "two", "three").map(this::step).toList();
        return CompletableFuture.completedFuture(plan.apply(ChangePlan.of(StepGraph.chain(steps), List::of)));
    }

    private Step step(String name) {
        return new Step(name, stop -> run(name, stop), () -> run("undo " + name, StopSignal.never()));
    }

    private CompletableFuture<Void> run(String what, StopSignal stop) {
        if (failing.contains(what)) {
            return CompletableFuture.failedFuture(fault(what));
        }
        done.add(what);
        CompletableFuture<Void> until = held.getOrDefault(what, CompletableFuture.completedFuture(null));
        return obedient ? stop.unlessAsked(until) : until;
    }

    private static HostFailureException fault(String what) {
        return HostFailureException.permanent(what + " was told to fail", "tell it otherwise");
    }
}
