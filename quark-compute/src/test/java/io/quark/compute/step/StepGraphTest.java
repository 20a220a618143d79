package io.quark.compute.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StepGraphTest {

    private final StepGraph graph =
            new StepGraph(List.of(List.of(step("a"), step("b")), List.of(step("c")), List.of(step("d"), step("e"))));

    @Test
    void stepsOfOneStageBeginSideBySide() {
        assertThat(names(graph.ready(Set.of(), Set.of()))).containsExactly("a", "b");
        assertThat(names(graph.ready(Set.of(), Set.of("a")))).containsExactly("b");
    }

    @Test
    void stageWaitsForAllOfTheOneBefore() {
        assertThat(graph.ready(Set.of("a"), Set.of("a", "b"))).isEmpty();
        assertThat(names(graph.ready(Set.of("a", "b"), Set.of("a", "b")))).containsExactly("c");
    }

    @Test
    void nothingIsReadyWhenAllIsDone() {
        Set<String> all = Set.copyOf(graph.names());

        assertThat(graph.ready(all, all)).isEmpty();
        assertThat(graph.left(all)).isEmpty();
    }

    @Test
    void leftIsInTheOrderOfTheGraph() {
        assertThat(graph.left(Set.of("b", "d"))).containsExactly("a", "c", "e");
    }

    @Test
    void undoingGoesBackwards() {
        assertThat(names(graph.reversed(Set.of("a", "c", "d")))).containsExactly("d", "c", "a");
    }

    @Test
    void chainIsOneAfterTheOther() {
        StepGraph chain = StepGraph.chain(List.of(step("a"), step("b")));

        assertThat(names(chain.ready(Set.of(), Set.of()))).containsExactly("a");
        assertThat(names(chain.ready(Set.of("a"), Set.of("a")))).containsExactly("b");
    }

    @Test
    void twoStepsOfOneNameAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> StepGraph.chain(List.of(step("a"), step("a"))));
    }

    private static List<String> names(List<Step> steps) {
        return steps.stream().map(Step::name).toList();
    }

    private static Step step(String name) {
        return Step.forward(name, () -> CompletableFuture.completedFuture(null));
    }
}
