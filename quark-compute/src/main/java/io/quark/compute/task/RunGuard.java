package io.quark.compute.task;

import io.quark.common.model.StepRecord;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Step;
import io.quark.compute.task.ActiveTask.Written;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What holds between the steps of every task: no step begins while the session is lost, and what is done is told. */
final class RunGuard implements GraphRun.Guard {

    private final Workplace at;
    private final TaskKind kind;
    private final ActiveTask record;
    private final Gate gate;
    private @Nullable GraphRun run;
    private Map<String, StepRecord> before = Map.of();

    RunGuard(Workplace at, TaskKind kind, ActiveTask record, Gate gate) {
        this.at = at;
        this.kind = kind;
        this.record = record;
        this.gate = gate;
    }

    /** What stands before a step besides the session. */
    interface Gate {
        /** As {@link GraphRun.Guard#mayBegin}. */
        CompletableFuture<Boolean> pass(Step step);
    }

    /** Where a test may kill the process: {@code compute.taken}, {@code compute.delete.taken}, ... */
    static String crashPoint(TaskKind kind, String place) {
        return (kind == TaskKind.BUILD ? "compute." : "compute." + kind.text() + ".") + place;
    }

    /** The run whose progress is told. */
    void of(GraphRun guarded) {
        of(guarded, Map.of());
    }

    /** @param earlier steps that were done before that run, and stay done */
    void of(GraphRun guarded, Map<String, StepRecord> earlier) {
        this.run = guarded;
        this.before = Map.copyOf(earlier);
    }

    @Override
    public CompletableFuture<Boolean> mayBegin(Step step) {
        return at.session().steady().thenCompose(steady -> gate.pass(step)).thenApply(may -> {
            at.crashPoints().reached(crashPoint(kind, "step." + step.name() + ".before"));
            return may;
        });
    }

    @Override
    public void done(Step step) {
        at.crashPoints().reached(crashPoint(kind, "step." + step.name() + ".after"));
        if (run != null) {
            StepRecord took = run.completed().get(step.name());
            if (took != null) {
                at.metrics().step(kind, step.name(), Duration.ofMillis(took.timeToCompletion()));
            }
            Map<String, StepRecord> completed = new LinkedHashMap<>(before);
            completed.putAll(run.completed());
            record.progress(completed, run.left());
        }
    }

    /** Writes into the tree that what cannot be taken back may happen from now on. */
    CompletableFuture<Written> passGate() {
        at.crashPoints().reached(crashPoint(kind, "gate.before"));
        return record.passGate().thenApply(written -> {
            at.crashPoints().reached(crashPoint(kind, "gate.after"));
            return written;
        });
    }

    /** Ends the task in the tree and counts it; then goes on, on the loop. */
    void end(TaskEnd.State state, ActiveTask.Write write, Consumer<@Nullable Written> then) {
        at.crashPoints().reached(crashPoint(kind, "end.before"));
        at.loop().when(record.write(write), (result, failure) -> {
            at.crashPoints().reached(crashPoint(kind, "end.after"));
            at.metrics().ended(kind, state);
            then.accept(result);
        });
    }
}
