package io.quark.compute.task;

import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Outcome;
import io.quark.compute.step.Retries;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Undoes steps one after the other, each as far as it goes. Lives on the loop. */
final class Undoing {

    private final Workplace at;
    private final Deque<Step> open;
    private final List<String> left = new ArrayList<>();
    private final CompletableFuture<List<String>> done = new CompletableFuture<>();
    private @Nullable GraphRun current;
    private boolean stopped;

    /** @param steps the one to be undone first is first */
    Undoing(Workplace at, List<Step> steps) {
        this.at = at;
        this.open = new ArrayDeque<>(steps);
    }

    /** Completes with what could not be undone, and why. */
    CompletableFuture<List<String>> start() {
        next();
        return done;
    }

    /** Whatever is left is not worth it any more. */
    void stop() {
        stopped = true;
        if (current != null) {
            current.stop();
        }
    }

    private void next() {
        Step step = open.poll();
        if (step == null || stopped) {
            done.complete(List.copyOf(left));
            return;
        }
        GraphRun run = new GraphRun(
                at.loop(),
                at.clock(),
                StepGraph.chain(List.of(Step.forward(step.name(), step.undo()))),
                new Unguarded(),
                Retries.REMOVAL);
        current = run;
        at.loop().when(run.start(), (outcome, failure) -> {
            if (outcome instanceof Outcome.Failed failed) {
                left.add(failed.step() + ": " + failed.why().getMessage());
            }
            next();
        });
    }
}
