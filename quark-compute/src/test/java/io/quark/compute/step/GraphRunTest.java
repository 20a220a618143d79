package io.quark.compute.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import io.quark.compute.hypervisor.StopSignal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GraphRunTest {

    /** Three tries, without a wait worth the name; an unreachable host is waited for longer. */
    private static final Retries QUICK = new Retries(
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 3),
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), 10));

    private final Loop loop = new Loop("graph-run-test");
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Supplier<CompletableFuture<Void>>>> scripts = new ConcurrentHashMap<>();
    private final Map<String, StopSignal> signals = new ConcurrentHashMap<>();
    private final Permits permits = new Permits();

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void stepsOfAStageGoSideBySideAndTheNextStageWaitsForBoth() {
        CompletableFuture<Void> a = pending("a");
        CompletableFuture<Void> b = pending("b");
        GraphRun run = run(List.of(List.of("a", "b"), List.of("c")));
        CompletableFuture<Outcome> outcome = start(run);
        awaitCalls("a", "b");

        b.complete(null);
        await().until(() -> onLoop(() -> run.completed().containsKey("b")));
        assertThat(onLoop(run::left)).containsExactly("a", "c");
        assertThat(calls).containsExactlyInAnyOrder("a", "b");
        a.complete(null);

        assertThat(result(outcome)).isInstanceOf(Outcome.Done.class);
        assertThat(run.completed()).containsOnlyKeys("b", "a", "c");
        assertThat(run.completed().keySet()).containsExactly("b", "a", "c");
        assertThat(permits.done).containsExactly("b", "a", "c");
    }

    @Test
    void failureThatMayPassIsTriedAgain() {
        fails("a", Kind.PASSING, 2);

        assertThat(result(start(run(List.of(List.of("a")))))).isInstanceOf(Outcome.Done.class);
        assertThat(calls).containsExactly("a", "a", "a");
    }

    @Test
    void failureThatDoesNotPassIsGivenUpAtItsBound() {
        fails("a", Kind.PASSING, 3);

        assertThat(result(start(run(List.of(List.of("a"), List.of("b"))))))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.step()).isEqualTo("a");
                    assertThat(failed.why()).hasMessage("scripted");
                });
        assertThat(calls).containsExactly("a", "a", "a");
    }

    @Test
    void hostThatCannotBeReachedIsWaitedForLonger() {
        fails("a", Kind.UNREACHABLE, 9);

        assertThat(result(start(run(List.of(List.of("a")))))).isInstanceOf(Outcome.Done.class);
        assertThat(calls).hasSize(10);
    }

    @Test
    void failureForGoodIsNotTriedAgain() {
        fails("a", Kind.PERMANENT, 1);

        assertThat(result(start(run(List.of(List.of("a")))))).isInstanceOf(Outcome.Failed.class);
        assertThat(calls).containsExactly("a");
    }

    @Test
    void faultThatNobodyForesawIsAFailureForGood() {
        scripts.computeIfAbsent("a", step -> new ArrayDeque<>()).add(() -> {
            throw new IllegalStateException("a bug");
        });

        assertThat(result(start(run(List.of(List.of("a")))))).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.why().kind()).isEqualTo(Kind.PERMANENT);
            assertThat(failed.why()).hasMessageContaining("a bug");
        });
    }

    @Test
    void failedStepStopsItsNeighboursAndWaitsForThem() {
        fails("a", Kind.PERMANENT, 1);
        CompletableFuture<Void> b = pending("b");
        CompletableFuture<Outcome> outcome = start(run(List.of(List.of("a", "b"), List.of("c"))));

        await().until(() -> signals.containsKey("b") && signals.get("b").isAsked());
        assertThat(outcome).as("while a step still runs").isNotDone();
        b.complete(null);

        assertThat(result(outcome)).isInstanceOf(Outcome.Failed.class);
        assertThat(calls).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void stoppedRunWaitsForWhatRunsAndBeginsNothingMore() {
        CompletableFuture<Void> a = pending("a");
        GraphRun run = run(List.of(List.of("a"), List.of("b")));
        CompletableFuture<Outcome> outcome = start(run);
        awaitCalls("a");

        loop.execute(run::stop);
        await().until(() -> signals.get("a").isAsked());
        assertThat(outcome).isNotDone();
        a.complete(null);

        assertThat(result(outcome)).isInstanceOf(Outcome.Stopped.class);
        assertThat(calls).containsExactly("a");
        assertThat(run.begun()).containsExactly("a");
    }

    @Test
    void runThatIsStoppedBeforeItsStartBeginsNothing() {
        GraphRun run = run(List.of(List.of("a")));
        loop.execute(run::stop);

        assertThat(result(start(run))).isInstanceOf(Outcome.Stopped.class);
        assertThat(calls).isEmpty();
    }

    @Test
    void failureOfAStoppedRunIsNotTriedAgain() {
        CompletableFuture<Void> a = pending("a");
        GraphRun run = run(List.of(List.of("a")));
        CompletableFuture<Outcome> outcome = start(run);
        awaitCalls("a");

        loop.execute(run::stop);
        a.completeExceptionally(failure(Kind.PASSING));

        assertThat(result(outcome)).isInstanceOf(Outcome.Stopped.class);
        assertThat(calls).containsExactly("a");
    }

    @Test
    void stepThatMayNotBeginEndsTheRunAndCountsAsBegun() {
        permits.refused = "b";
        GraphRun run = run(List.of(List.of("a"), List.of("b"), List.of("c")));

        assertThat(result(start(run))).isInstanceOf(Outcome.Stopped.class);
        assertThat(calls).containsExactly("a");
        assertThat(run.begun()).as("its undo is asked for").containsExactly("a", "b");
    }

    @Test
    void runWithoutStepsIsDone() {
        assertThat(result(start(run(List.of())))).isInstanceOf(Outcome.Done.class);
    }

    private GraphRun run(List<List<String>> stages) {
        StepGraph graph = new StepGraph(stages.stream()
                .map(stage -> stage.stream().map(this::step).toList())
                .toList());
        return new GraphRun(loop, Clock.systemUTC(), graph, permits, QUICK);
    }

    private Step step(String name) {
        return new Step(
                name,
                stop -> {
                    calls.add(name);
                    signals.put(name, stop);
                    Deque<Supplier<CompletableFuture<Void>>> script = scripts.getOrDefault(name, new ArrayDeque<>());
                    return script.isEmpty()
                            ? CompletableFuture.completedFuture(null)
                            : script.remove().get();
                },
                () -> CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<Void> pending(String step) {
        CompletableFuture<Void> work = new CompletableFuture<>();
        scripts.computeIfAbsent(step, name -> new ArrayDeque<>()).add(() -> work);
        return work;
    }

    private void fails(String step, Kind kind, int times) {
        Deque<Supplier<CompletableFuture<Void>>> script = scripts.computeIfAbsent(step, name -> new ArrayDeque<>());
        for (int i = 0; i < times; i++) {
            script.add(() -> CompletableFuture.failedFuture(failure(kind)));
        }
    }

    private static HostFailureException failure(Kind kind) {
        return new HostFailureException(kind, "scripted", "nothing to do");
    }

    private CompletableFuture<Outcome> start(GraphRun run) {
        return CompletableFuture.completedFuture(run).thenComposeAsync(GraphRun::start, loop);
    }

    private static Outcome result(CompletableFuture<Outcome> outcome) {
        return outcome.orTimeout(1, TimeUnit.MINUTES).join();
    }

    private <T> T onLoop(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop).join();
    }

    private void awaitCalls(String... steps) {
        await().untilAsserted(() -> assertThat(calls).containsExactlyInAnyOrder(steps));
    }

    private static final class Permits implements GraphRun.Guard {
        private final List<String> done = new CopyOnWriteArrayList<>();
        private volatile String refused = "";

        @Override
        public CompletableFuture<Boolean> mayBegin(Step step) {
            return CompletableFuture.completedFuture(!step.name().equals(refused));
        }

        @Override
        public void done(Step step) {
            done.add(step.name());
        }
    }
}
