package io.quark.compute.task;

import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.StepRecord;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.step.GraphRun;
import io.quark.compute.step.Outcome;
import io.quark.compute.step.Retries;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ActiveTask.Written;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one {@link HostChange}. Lives on the loop.
 *
 * <p>What does not succeed is undone before the task ends, as far as it can be; the task says in its result ({@code undone}) whether everything is as
 * before. What becomes of {@code managing} is one transaction with the end of the task.
 */
final class ChangeRun implements TaskRun {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeRun.class);

    private final Workplace at;
    private final Managing managing;
    private final ActiveTask record;
    private final HostChange change;
    private final boolean resumed;
    private final Map<String, StepRecord> before;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private @Nullable ChangePlan plan;
    private @Nullable RunGuard guard;
    private @Nullable GraphRun run;
    private @Nullable Undoing undoing;
    private @Nullable StopReason stopReason;
    private boolean over;
    private boolean remembered;

    /** @param resumed whether an earlier life of the daemon may have begun it */
    ChangeRun(Workplace at, Managing managing, ActiveTask record, HostChange change, boolean resumed) {
        this.at = at;
        this.managing = managing;
        this.record = record;
        this.change = change;
        this.resumed = resumed;
        this.before = record.task().stepsCompleted();
        this.remembered = resumed;
    }

    @Override
    public String instance() {
        return record.task().instance();
    }

    @Override
    public TaskKind kind() {
        return record.task().kind();
    }

    @Override
    public Resources consumes() {
        return record.task().consumes();
    }

    @Override
    public CompletableFuture<Void> finished() {
        return finished;
    }

    /** Past the gate it goes on, unless its decisive step is still under way. */
    @Override
    public void stop(StopReason why) {
        if (undoing != null) {
            if (why == StopReason.OVERTAKEN) {
                undoing.stop(); // what it would make right is about to go
            }
            return;
        }
        if (!mayStop() || stopReason == StopReason.WITHDRAWN) {
            return;
        }
        stopReason = why;
        if (run != null) {
            run.stop();
        }
    }

    private boolean mayStop() {
        GraphRun running = run;
        boolean open = plan != null
                && running != null
                && plan.decisive()
                        .filter(step -> !running.completed().containsKey(step))
                        .isPresent();
        return open || !record.task().starting();
    }

    @Override
    public void begin() {
        if (change.needs().here() && managing.get(instance()).isEmpty()) {
            fail(
                    true,
                    problem("not-here", 409, instance() + " is not on " + at.host(), "see where its record places it"));
            return;
        }
        Planned planned = new Planned();
        ChangeOrder order = new ChangeOrder(at, record.task(), managing.get(instance()), resumed, this::progress);
        Step planning =
                Step.forward("plan", () -> change.plan(order).thenAccept(found -> planned.plan = Optional.of(found)));
        GraphRun asking = new GraphRun(
                at.loop(), at.clock(), StepGraph.chain(List.of(planning)), new Steady(at), Retries.DEFAULT);
        at.loop().when(asking.start(), (outcome, failure) -> {
            if (outcome instanceof Outcome.Failed failed) {
                fail(!record.task().starting(), problem(failed));
            } else {
                planned.plan.ifPresent(this::follow);
            }
        });
    }

    private static final class Planned {
        private volatile Optional<ChangePlan> plan = Optional.empty();
    }

    private void follow(ChangePlan planned) {
        plan = planned;
        if (record.task().starting() || planned.beforeTheGate().isEmpty()) {
            first(planned); // nobody withdraws it any more, or there would be nothing to undo
            return;
        }
        remembered = true;
        at.loop().when(at.begun().begun(record.task()), (nothing, failure) -> {
            if (failure == null) {
                first(planned);
            } else {
                LOG.warn("{} of {} on {} cannot begin", kind(), instance(), at.host(), failure);
                fail(
                        true,
                        problem("not-begun", 500, String.valueOf(failure.getMessage()), "see the log of " + at.host()));
            }
        });
    }

    private void first(ChangePlan planned) {
        if (stopReason != null) {
            undo(planned, Set.of(), this::stopped);
            return;
        }
        Set<String> never = new HashSet<>(before.keySet());
        never.retainAll(planned.once());
        go(planned, planned.steps().without(never));
    }

    private void go(ChangePlan planned, StepGraph steps) {
        Between between = new Between(planned);
        RunGuard guarding = new RunGuard(at, kind(), record, between);
        GraphRun running = new GraphRun(at.loop(), at.clock(), steps, guarding, Retries.DEFAULT);
        guarding.of(running, before);
        guard = guarding;
        run = running;
        at.loop().when(running.start(), (outcome, failure) -> {
            if (outcome instanceof Outcome.Done) {
                succeed(planned, guarding);
            } else if (outcome instanceof Outcome.Failed failed) {
                LOG.warn("{} of {} on {} failed in {}", kind(), instance(), at.host(), failed.step(), failed.why());
                undo(planned, running.begun(), left -> failed(planned, failed, left));
            } else if (planned.decisive()
                    .filter(running.completed()::containsKey)
                    .isPresent()) {
                goOn(planned, running);
            } else {
                undo(planned, running.begun(), this::stopped);
            }
        });
    }

    /** It was stopped too late: what decides it is done. */
    private void goOn(ChangePlan planned, GraphRun stopped) {
        stopReason = null;
        go(planned.decided(), planned.steps().without(stopped.completed().keySet()));
    }

    /** What stands between two steps: what must be written before the next begins. */
    private final class Between implements RunGuard.Gate {

        private final ChangePlan planned;
        private final Set<String> written = new HashSet<>(before.keySet());

        Between(ChangePlan planned) {
            this.planned = planned;
        }

        @Override
        public CompletableFuture<Boolean> pass(Step step) {
            boolean gate = planned.gate().filter(step.name()::equals).isPresent()
                    && !record.task().starting();
            Set<String> news = new HashSet<>(planned.once());
            news.retainAll(record.task().stepsCompleted().keySet());
            news.removeAll(written);
            if (!gate && news.isEmpty()) {
                return CompletableFuture.completedFuture(true);
            }
            CompletableFuture<Written> writing =
                    gate && guard != null ? guard.passGate() : record.write(ActiveTask.Write.alone(task -> task));
            return writing.thenApply(result -> {
                written.addAll(news);
                if (result == Written.GONE) {
                    stopReason = StopReason.WITHDRAWN;
                }
                return result == Written.WRITTEN;
            });
        }
    }

    private void progress(double share) {
        at.loop().execute(() -> {
            if (!over) {
                record.progress(share);
            }
        });
    }

    // --- how it ends

    /** @param begun in this life of the daemon */
    private void undo(ChangePlan planned, Set<String> begun, Consumer<List<String>> then) {
        Set<String> all = new HashSet<>(begun);
        if (resumed) {
            // What comes after the gate was not begun without it.
            all.addAll(record.task().starting() ? planned.steps().names() : planned.beforeTheGate());
        }
        undoing = new Undoing(at, planned.steps().reversed(all));
        at.loop().when(undoing.start(), (left, failure) -> then.accept(left == null ? List.of() : left));
    }

    private void stopped(List<String> left) {
        if (stopReason == StopReason.WITHDRAWN) {
            LOG.info("{} of {} on {} was withdrawn", kind(), instance(), at.host());
            finish();
        } else if (left.isEmpty()) {
            end(TaskEnd.State.CANCELLED, Optional.empty(), undone(true), List::of);
        } else {
            fail(
                    false,
                    problem(
                            "cancel-failed",
                            500,
                            "it was cancelled, but " + left(left),
                            "see the log of " + at.host()));
        }
    }

    private void failed(ChangePlan planned, Outcome.Failed failed, List<String> left) {
        boolean undone =
                left.isEmpty() && (planned.reversible() || !record.task().starting());
        Problem why = problem(failed);
        Problem whole = left.isEmpty()
                ? why
                : new Problem(
                        why.type(),
                        why.title(),
                        why.status(),
                        why.detail() + "; and " + left(left),
                        why.hint(),
                        why.errors());
        end(
                TaskEnd.State.FAILED,
                Optional.of(whole),
                undone(undone),
                OwnTasks.isOwn(record.task())
                        ? () -> List.of(OwnTasks.failed(record.task(), whole))
                        : planned.afterFailure());
    }

    private static String left(List<String> left) {
        return "not everything could be undone: " + String.join("; ", left);
    }

    private void succeed(ChangePlan planned, RunGuard guarding) {
        guard = guarding;
        end(TaskEnd.State.SUCCEEDED, Optional.empty(), planned.result().get(), planned.after());
    }

    private void fail(boolean undone, Problem why) {
        end(TaskEnd.State.FAILED, Optional.of(why), undone(undone), List::of);
    }

    private static Map<String, String> undone(boolean all) {
        return Map.of("undone", Boolean.toString(all));
    }

    private void end(
            TaskEnd.State state,
            Optional<Problem> problem,
            Map<String, String> result,
            Supplier<List<ManagedChange>> changes) {
        over = true;
        TaskEnd end = new TaskEnd(state, at.clock().instant(), problem, result);
        ManagedWrite records = new ManagedWrite(managing, changes);
        ActiveTask.Write write =
                new ActiveTask.Write(task -> task.ended(end), records::ops, records::committed, records::reload);
        RunGuard ending = guard == null
                ? new RunGuard(at, kind(), record, step -> CompletableFuture.completedFuture(true))
                : guard;
        ending.end(state, write, written -> {
            LOG.info(
                    "{} of {} on {} ended as {} (task {})",
                    kind(),
                    instance(),
                    at.host(),
                    state,
                    record.task().id());
            if (written == Written.WRITTEN) {
                finish();
            } else {
                at.loop().when(records.reload(), (nothing, ignored) -> finish());
            }
        });
    }

    /** The next thing that is done to the instance begins when nothing tells any more that this is under way. */
    private void finish() {
        if (!remembered) {
            leave();
            return;
        }
        at.loop().when(at.begun().over(record.task().id()), (nothing, failure) -> {
            if (failure != null) {
                LOG.warn("{}: {}", at.host(), failure.getMessage());
            }
            leave();
        });
    }

    /** What the daemon has asked itself to do, nobody else takes note of. */
    private void leave() {
        if (OwnTasks.isOwn(record.task())) {
            at.loop().when(OwnTasks.remove(at, record.task()), (commit, failure) -> finished.complete(null));
        } else {
            finished.complete(null);
        }
    }

    private Problem problem(Outcome.Failed failed) {
        if (failed.why().kind() == HostFailureException.Kind.UNFIT) {
            return Problem.of(
                    "invalid-state",
                    "Not in this state",
                    409,
                    "instance " + instance() + " on " + at.host() + " stays as it is: "
                            + failed.why().getMessage(),
                    failed.why().hint());
        }
        return problem(
                kind().text().replace('_', '-') + "-failed",
                500,
                "step " + failed.step() + " of " + kind().text() + " of " + instance() + " on " + at.host() + ": "
                        + failed.why().getMessage(),
                failed.why().hint());
    }

    private Problem problem(String type, int status, String detail, String hint) {
        return Problem.of(type, "A host could not " + kind().text().replace('_', ' '), status, detail, hint);
    }
}
