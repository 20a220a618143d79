package io.quark.compute.step;

import io.quark.common.model.StepRecord;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.StopSignal;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One run of a graph of steps. Lives on the loop.
 *
 * <p>A step that fails is tried again as far as its failure gives hope; when one fails for good, those beside it are told to
 * stop and waited for.
 */
public final class GraphRun {

    private final Loop loop;
    private final Clock clock;
    private final StepGraph graph;
    private final Guard guard;
    private final Retries retries;
    private final StopSignal stop = new StopSignal();
    private final Map<String, StepRecord> completed = new LinkedHashMap<>();
    private final Set<String> begun = new LinkedHashSet<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private int running;
    private Outcome.@Nullable Failed failed;
    private boolean stopped;

    public GraphRun(Loop loop, Clock clock, StepGraph graph, Guard guard, Retries retries) {
        this.loop = loop;
        this.clock = clock;
        this.graph = graph;
        this.guard = guard;
        this.retries = retries;
    }

    /** What stands between the steps; called on the loop. */
    public interface Guard {

        /** Completes when the step may begin: true, or false if nothing more of this run is wanted. Does not fail. */
        CompletableFuture<Boolean> mayBegin(Step step);

        /** Told after each step that was done. */
        void done(Step step);
    }

    /** Begins; to be called once. The future completes on the loop and never fails. */
    public CompletableFuture<Outcome> start() {
        advance();
        return outcome;
    }

    /** Begins no more steps, and tells the running ones. */
    public void stop() {
        stopped = true;
        stop.ask();
        advance();
    }

    /** The completed steps, in the order of their completion. */
    public Map<String, StepRecord> completed() {
        return Collections.unmodifiableMap(completed);
    }

    public List<String> left() {
        return graph.left(completed.keySet());
    }

    /** The names of the steps that were begun, successfully or not. */
    public Set<String> begun() {
        return Collections.unmodifiableSet(begun);
    }

    private void advance() {
        if (outcome.isDone()) {
            return;
        }
        if (failed == null && !stopped) {
            for (Step step : graph.ready(completed.keySet(), begun)) {
                begin(step);
            }
        }
        if (running == 0) {
            if (failed != null) {
                outcome.complete(failed);
            } else if (stopped) {
                outcome.complete(new Outcome.Stopped());
            } else if (completed.size() == graph.names().size()) {
                outcome.complete(new Outcome.Done());
            }
        }
    }

    private void begin(Step step) {
        begun.add(step.name());
        running++;
        loop.when(guard.mayBegin(step), (may, failure) -> {
            if (may == null || !may) {
                stopped = true;
                stop.ask();
            }
            if (stopped || failed != null) {
                finished();
            } else {
                attempt(step, clock.instant(), 1);
            }
        });
    }

    private void attempt(Step step, Instant since, int attempt) {
        loop.when(call(step), (nothing, failure) -> {
            if (failure == null) {
                Instant now = clock.instant();
                completed.put(step.name(), new StepRecord(now, now.toEpochMilli() - since.toEpochMilli()));
                guard.done(step);
                finished();
                return;
            }
            HostFailureException why = retries.failure(step.name(), failure);
            if (stopped || failed != null) {
                finished();
            } else if (retries.again(why, attempt)) {
                loop.after(retries.wait(why, attempt), () -> attemptUnlessStopped(step, since, attempt + 1));
            } else {
                failed = new Outcome.Failed(step.name(), why);
                stop.ask();
                finished();
            }
        });
    }

    private void attemptUnlessStopped(Step step, Instant since, int attempt) {
        if (stopped || failed != null) {
            finished();
        } else {
            attempt(step, since, attempt);
        }
    }

    private CompletableFuture<Void> call(Step step) {
        try {
            return step.run().apply(stop);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void finished() {
        running--;
        advance();
    }
}
