package io.quark.orc.workflow;

import static io.quark.orc.workflow.FakeWorld.BUILD;
import static io.quark.orc.workflow.FakeWorld.MACHINE;
import static io.quark.orc.workflow.FakeWorld.PATHS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Instance;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.orc.cluster.SeenTask;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AfterwardsTest {

    private final FakeWorld world = new FakeWorld();
    private final Afterwards afterwards = new Afterwards(PATHS);

    @Test
    void aMachineThatWasBuiltAfterAllIsAdopted() {
        inError(Optional.empty());
        SeenTask task = world.ended("a", 1, State.SUCCEEDED);

        Outcomes adopted = Outcomes.of(afterwards.next(BUILD, false, world));

        assertThat(adopted.takesBack(task)).isTrue();
        assertThat(adopted.instance(MACHINE).status()).isEqualTo(Instance.Status.ACTIVE);
        assertThat(adopted.instance(MACHINE).fault()).isEmpty();
    }

    @Test
    void aBuildThatFailedAfterAllTellsItsReason() {
        inError(Optional.empty());
        world.ended("a", 1, State.FAILED);

        Outcomes noted = Outcomes.of(afterwards.next(BUILD, false, world));

        assertThat(noted.instance(MACHINE).status()).isEqualTo(Instance.Status.ERROR);
        assertThat(noted.instance(MACHINE).fault().orElseThrow().type()).isEqualTo("disk-full");
    }

    @Test
    void aLateDeleteStillReleasesTheMachine() {
        inError(Optional.empty());
        world.added(FakeWorld.ended(world.task(BUILD, TaskKind.DELETE, "a", 1, true, false), State.SUCCEEDED));

        assertThat(Outcomes.of(afterwards.next(BUILD, false, world)).releases()).isTrue();
    }

    @Test
    void aMachineThatSomebodyWorksOnIsLeftAlone() {
        inError(Optional.of("somebody"));
        SeenTask task = world.ended("a", 1, State.SUCCEEDED);

        Outcomes noted = Outcomes.of(afterwards.next(BUILD, false, world));

        assertThat(noted.takesBack(task)).isTrue();
        assertThat(noted.paths()).doesNotContain(PATHS.instance(MACHINE));
    }

    @Test
    void aTaskThatHasNotEndedStays() {
        inError(Optional.empty());
        world.pastTheGate("a", 1);

        assertThat(afterwards.next(BUILD, false, world)).isEqualTo(Decision.WAIT);
    }

    @Test
    void aCancelMarkThatCameTooLateGoes() {
        assertThat(Outcomes.of(afterwards.next(BUILD, true, world)).deletes(PATHS.cancel(BUILD)))
                .isTrue();
    }

    private void inError(Optional<String> workUnit) {
        world.instances.put(MACHINE, new Seen<>(FakeWorld.instance("a", Instance.Status.ERROR, workUnit), 8));
    }
}
