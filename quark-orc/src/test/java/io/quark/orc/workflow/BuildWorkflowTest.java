package io.quark.orc.workflow;

import static io.quark.orc.workflow.FakeWorld.BUILD;
import static io.quark.orc.workflow.FakeWorld.MACHINE;
import static io.quark.orc.workflow.FakeWorld.PATHS;
import static io.quark.orc.workflow.FakeWorld.RULES;
import static io.quark.orc.workflow.FakeWorld.START;
import static io.quark.orc.workflow.FakeWorld.cancelled;
import static io.quark.orc.workflow.FakeWorld.newBuild;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quark.common.model.Instance;
import io.quark.common.model.Problem;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkUnit;
import io.quark.net.alloc.Plan;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.schedule.Hosts;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BuildWorkflowTest {

    private static final Duration LONG = Duration.ofSeconds(31);
    private static final Duration SHORT = Duration.ofSeconds(10);

    private final FakeWorld world = new FakeWorld();
    private final Workflow build = new BuildWorkflow(RULES, PATHS);

    @Nested
    class Placing {

        @Test
        void everythingThatTheMachineNeedsIsMadeInOneStep() {
            Outcomes placed = Outcomes.of(build.next(newBuild(), world));

            Task task = placed.placed();
            assertThat(placed.deletes(PATHS.nextWorkUnit(BUILD))).isTrue();
            assertThat(placed.active(BUILD).state()).isEqualTo(WorkUnit.State.RUNNING);
            assertThat(placed.active(BUILD).placement()).contains(new WorkUnit.Placement(placed.host(), task.id()));
            assertThat(placed.active(BUILD).stepsCompleted())
                    .extracting(WorkUnit.Step::name, WorkUnit.Step::where, WorkUnit.Step::timeToCompletionMs)
                    .containsExactly(tuple("place", "orc", 40L), tuple("allocate_addresses", "orc", 0L));
            assertThat(placed.active(BUILD).stepsLeft()).isEqualTo(Steps.OF_BUILD);
            assertThat(placed.active(BUILD).explain()).isPresent();
            assertThat(placed.instance(MACHINE).workUnit()).contains(BUILD);
            assertThat(placed.instance(MACHINE).status()).isEqualTo(Instance.Status.BUILDING);
            assertThat(placed.paths()).contains("/claims");
            assertThat(task.epoch()).isEqualTo(11);
            assertThat(task.consumes()).isEqualTo(FakeWorld.spec().consumes());
            assertThat(task.machine().orElseThrow().labels()).containsEntry("role", "web");
        }

        @Test
        void withoutRoomAnywhereItFailsAndSaysWhatWasMissing() {
            world.only("a").table.setFree("a", Hosts.free(100, 10));

            Outcomes failed = Outcomes.of(build.next(newBuild(), world));

            Problem problem = failed.done(BUILD).error().orElseThrow();
            assertThat(problem.type()).isEqualTo("no-capacity");
            assertThat(problem.detail()).contains("1 host: 1 lacks ram (largest free 100 MiB)");
            assertThat(failed.done(BUILD).explain().orElseThrow().removed()).containsEntry("ram", 1);
            assertThat(failed.done(BUILD).request()).isEmpty();
            assertThat(failed.paths()).doesNotContain(PATHS.instance(MACHINE));
        }

        @Test
        void itMayWaitForRoom() {
            world.only("a").table.setFree("a", Hosts.free(100, 10));
            Workflow patient =
                    new BuildWorkflow(new Rules(RULES.grace(), RULES.taskDeadline(), Duration.ofSeconds(20), 3), PATHS);

            assertThat(patient.next(newBuild(), world)).isInstanceOf(Decision.Wait.class);
            world.now = START.plusSeconds(20);
            assertThat(Outcomes.of(patient.next(newBuild(), world)).isDone(BUILD))
                    .isTrue();
        }

        @Test
        void aRefusalOfAddressesIsItsFailure() {
            world.plan = new Plan.Refused(Problem.of("network-full", "Full", 409, "no address", "add one"), false);

            assertThat(Outcomes.of(build.next(newBuild(), world)).done(BUILD).error())
                    .map(Problem::type)
                    .contains("network-full");
        }

        @Test
        void addressesThatOnlyOwnProposalsHoldAreWaitedFor() {
            world.plan = new Plan.Refused(Problem.of("network-full", "Full", 409, "no address", "add one"), true);

            assertThat(build.next(newBuild(), world)).isInstanceOf(Decision.Wait.class);
        }

        @Test
        void itWaitsForItsTurn() {
            world.placing = false;

            assertThat(build.next(newBuild(), world)).isInstanceOf(Decision.Later.class);
        }

        @Test
        void aCancelBeforehandMakesNothing() {
            Outcomes cancelled = Outcomes.of(build.next(cancelled(newBuild()), world));

            assertThat(cancelled.done(BUILD).state()).isEqualTo(WorkUnit.State.CANCELLED);
            assertThat(cancelled.deletes(PATHS.cancel(BUILD))).isTrue();
            assertThat(cancelled.paths()).doesNotContain(PATHS.instance(MACHINE));
        }

        @Test
        void aSecondBuildOfTheSameIdIsAConflict() {
            world.placedOn("a", 1);

            assertThat(Outcomes.of(build.next(newBuild(), world)).done(BUILD).error())
                    .map(Problem::status)
                    .contains(409);
        }
    }

    @Nested
    class Ending {

        @Test
        void aTaskThatSucceededEndsTheBuild() {
            OpenWork work = world.placedOn("a", 1);
            SeenTask task = world.ended("a", 1, State.SUCCEEDED);

            Outcomes finished = Outcomes.of(build.next(work, world));

            assertThat(finished.takesBack(task)).isTrue();
            assertThat(finished.done(BUILD).state()).isEqualTo(WorkUnit.State.SUCCEEDED);
            assertThat(finished.done(BUILD).result())
                    .containsEntry("instance", MACHINE)
                    .containsEntry("compute", "a");
            assertThat(finished.done(BUILD).stepsCompleted())
                    .extracting(WorkUnit.Step::name)
                    .containsExactly("place", "start", "define");
            assertThat(finished.done(BUILD).stepsLeft()).isEmpty();
            assertThat(finished.instance(MACHINE).status()).isEqualTo(Instance.Status.ACTIVE);
            assertThat(finished.instance(MACHINE).workUnit()).isEmpty();
        }

        @Test
        void aTaskThatFailedIsPlacedOnAnotherHost() {
            OpenWork work = world.placedOn("a", 1);
            SeenTask task = world.ended("a", 1, State.FAILED);

            Outcomes again = Outcomes.of(build.next(work, world));

            assertThat(again.takesBack(task)).isTrue();
            assertThat(again.host()).isIn("b", "c");
            assertThat(again.placed().attempt()).isEqualTo(2);
            assertThat(again.active(BUILD).excluded()).containsExactly("a");
            assertThat(again.active(BUILD).stepsCompleted())
                    .extracting(WorkUnit.Step::name, WorkUnit.Step::where)
                    .containsExactly(
                            tuple("place", "orc"), tuple("start", "a"), tuple("define", "a"), tuple("place", "orc"));
            assertThat(again.active(BUILD).stepsLeft()).isEqualTo(Steps.OF_BUILD);
            assertThat(again.instance(MACHINE).compute()).contains(again.host());
            assertThat(again.paths()).doesNotContain("/addresses", "/claims");
        }

        @Test
        void theThirdFailureIsTheLastAndGivesEverythingUp() {
            OpenWork work = world.placedOn("a", 3);
            SeenTask task = world.ended("a", 3, State.FAILED);

            Outcomes failed = Outcomes.of(build.next(work, world));

            assertThat(failed.done(BUILD).error()).map(Problem::type).contains("disk-full");
            assertThat(failed.done(BUILD).stepsCompleted())
                    .extracting(WorkUnit.Step::name)
                    .containsExactly("place", "start", "define");
            assertThat(failed.done(BUILD).stepsLeft())
                    .containsExactly(
                            "allocate_network",
                            "allocate_storage",
                            "cloud_init",
                            "allocate_vcpu",
                            "limit_network",
                            "resume");
            assertThat(failed.takesBack(task)).isTrue();
            assertThat(failed.releases()).isTrue();
        }

        @Test
        void withoutAnotherHostTheFailureTellsBoth() {
            world.only("a");
            OpenWork work = world.placedOn("a", 1);
            world.ended("a", 1, State.DECLINED);

            Outcomes failed = Outcomes.of(build.next(work, world));

            assertThat(failed.done(BUILD).error().orElseThrow().detail())
                    .isEqualTo("a: the disk is full; and no other host can take it: 1 host: 1 failed it before");
            assertThat(failed.releases()).isTrue();
        }

        @Test
        void aTaskThatAHandRemovedIsAFailureThatKeepsEverything() {
            OpenWork work = world.placedOn("a", 1);

            Outcomes failed = Outcomes.of(build.next(work, world));

            assertThat(failed.done(BUILD).error()).map(Problem::type).contains("task-lost");
            assertThat(failed.instance(MACHINE).status()).isEqualTo(Instance.Status.ERROR);
            assertThat(failed.releases()).isFalse();
        }
    }

    /** The table "When a host goes silent" of docs/architecture.md. */
    @Nested
    class Silence {

        @Test
        void withinTheGraceTimeNothingHappens() {
            OpenWork work = world.placedOn("a", 1);
            world.taken("a", 1);
            world.silent("a", SHORT);

            assertThat(build.next(work, world)).isEqualTo(Decision.Wait.until(START.plusSeconds(20)));
        }

        @Test
        void aTaskNotTakenIsTakenBackAndPlacedElsewhere() {
            OpenWork work = world.placedOn("a", 1);
            SeenTask task = world.waiting("a", 1);
            world.silent("a", LONG);

            Outcomes again = Outcomes.of(build.next(work, world));

            assertThat(again.takesBack(task)).isTrue();
            assertThat(again.host()).isIn("b", "c");
        }

        @Test
        void aTaskBeforeTheGateIsTakenBackAndPlacedElsewhere() {
            OpenWork work = world.placedOn("a", 1);
            SeenTask task = world.taken("a", 1);
            world.silent("a", LONG);

            Outcomes again = Outcomes.of(build.next(work, world));

            assertThat(again.takesBack(task)).isTrue();
            assertThat(again.host()).isIn("b", "c");
        }

        @Test
        void pastTheGateTheHostIsWaitedForUntilTheDeadline() {
            OpenWork work = world.placedOn("a", 1);
            world.pastTheGate("a", 1);
            world.silent("a", LONG);

            assertThat(build.next(work, world)).isEqualTo(Decision.Wait.until(START.plusSeconds(600)));
        }

        @Test
        void pastGateAndDeadlineItFailsHonestlyAndGivesNothingUp() {
            OpenWork work = world.placedOn("a", 1);
            SeenTask task = world.pastTheGate("a", 1);
            world.now = START.plusSeconds(600);
            world.silent("a", LONG);

            Outcomes failed = Outcomes.of(build.next(work, world));

            assertThat(failed.done(BUILD).error().orElseThrow().detail())
                    .contains("the compute a gives no sign of life");
            assertThat(failed.instance(MACHINE).status()).isEqualTo(Instance.Status.ERROR);
            assertThat(failed.instance(MACHINE).fault()).isPresent();
            assertThat(failed.instance(MACHINE).workUnit()).isEmpty();
            assertThat(failed.releases()).isFalse();
            assertThat(failed.deletes(task.path())).isFalse();
        }

        @Test
        void aHostThatComesBackInTimeIsSimplyWaitedFor() {
            OpenWork work = world.placedOn("a", 1);
            world.pastTheGate("a", 1);

            assertThat(build.next(work, world)).isEqualTo(Decision.WAIT);
        }

        @Test
        void aHostThatIsThereAndNeverTakesTheTaskLosesIt() {
            OpenWork work = world.placedOn("a", 1);
            SeenTask task = world.waiting("a", 1);
            assertThat(build.next(work, world)).isEqualTo(Decision.Wait.until(START.plusSeconds(600)));

            world.now = START.plusSeconds(600);

            assertThat(Outcomes.of(build.next(work, world)).takesBack(task)).isTrue();
        }
    }

    @Nested
    class Cancelling {

        @Test
        void aTaskNotTakenIsWithdrawn() {
            OpenWork work = cancelled(world.placedOn("a", 1));
            SeenTask task = world.waiting("a", 1);

            Outcomes cancelled = Outcomes.of(build.next(work, world));

            assertThat(cancelled.takesBack(task)).isTrue();
            assertThat(cancelled.releases()).isTrue();
            assertThat(cancelled.done(BUILD).state()).isEqualTo(WorkUnit.State.CANCELLED);
        }

        @Test
        void aTaskTakenIsOvertakenByADelete() {
            OpenWork work = cancelled(world.placedOn("a", 1));
            world.taken("a", 1);

            Outcomes overtaking = Outcomes.of(build.next(work, world));

            assertThat(overtaking.host()).isEqualTo("a");
            assertThat(overtaking.placed().kind()).isEqualTo(TaskKind.DELETE);
            assertThat(overtaking.active(BUILD).cancelRequested()).isTrue();
            assertThat(overtaking.isDone(BUILD)).isFalse();
        }

        @Test
        void whenBothHaveEndedEverythingIsGivenUp() {
            OpenWork work = cancelled(world.placedOn("a", 1));
            SeenTask task = world.ended("a", 1, State.CANCELLED);
            SeenTask delete = world.added(FakeWorld.ended(delete(true), State.SUCCEEDED));

            Outcomes cancelled = Outcomes.of(build.next(work, world));

            assertThat(cancelled.takesBack(task)).isTrue();
            assertThat(cancelled.takesBack(delete)).isTrue();
            assertThat(cancelled.releases()).isTrue();
            assertThat(cancelled.done(BUILD).state()).isEqualTo(WorkUnit.State.CANCELLED);
        }

        @Test
        void aBuildThatWonTheRaceIsUnmadeBeforeItEnds() {
            OpenWork work = cancelled(world.placedOn("a", 1));
            world.ended("a", 1, State.SUCCEEDED);
            world.added(delete(true));

            assertThat(build.next(work, world)).isInstanceOf(Decision.Wait.class);
        }

        @Test
        void aBuildThatCouldNotBeUnmadeHasSucceeded() {
            OpenWork work = cancelled(world.placedOn("a", 1));
            world.ended("a", 1, State.SUCCEEDED);
            world.added(FakeWorld.ended(delete(true), State.DECLINED));

            assertThat(Outcomes.of(build.next(work, world)).done(BUILD).state()).isEqualTo(WorkUnit.State.SUCCEEDED);
        }

        @Test
        void aDeleteThatFoundNothingToDoIsTakenBack() {
            OpenWork work = cancelled(world.placedOn("a", 1));
            world.ended("a", 1, State.FAILED);
            SeenTask delete = world.added(delete(false));

            Outcomes cancelled = Outcomes.of(build.next(work, world));

            assertThat(cancelled.takesBack(delete)).isTrue();
            assertThat(cancelled.done(BUILD).state()).isEqualTo(WorkUnit.State.CANCELLED);
        }

        @Test
        void onASilentHostBeforeTheGateBothAreTakenBack() {
            OpenWork work = cancelled(world.placedOn("a", 1));
            SeenTask task = world.taken("a", 1);
            SeenTask delete = world.added(delete(false));
            world.silent("a", LONG);

            Outcomes cancelled = Outcomes.of(build.next(work, world));

            assertThat(cancelled.takesBack(task)).isTrue();
            assertThat(cancelled.takesBack(delete)).isTrue();
            assertThat(cancelled.releases()).isTrue();
        }

        @Test
        void onASilentHostPastTheGateItFailsAtTheDeadline() {
            OpenWork work = cancelled(world.placedOn("a", 1));
            world.pastTheGate("a", 1);
            SeenTask delete = world.added(delete(false));
            world.now = START.plusSeconds(600);
            world.silent("a", LONG);

            Outcomes failed = Outcomes.of(build.next(work, world));

            assertThat(failed.done(BUILD).state()).isEqualTo(WorkUnit.State.FAILED);
            assertThat(failed.takesBack(delete)).isTrue();
            assertThat(failed.releases()).isFalse();
        }

        private SeenTask delete(boolean taken) {
            return world.task(BUILD, TaskKind.DELETE, "a", 1, taken, false);
        }
    }

    @Test
    void whileItGoesItsWayItsRecordIsNotRead() {
        OpenWork work = world.placedOn("a", 1);
        world.taken("a", 1);
        assertThat(build.next(work, world)).isEqualTo(Decision.WAIT);
        assertThat(world.instancesRead).isZero();

        world.silent("a", SHORT);
        assertThat(build.next(work, world)).isNotEqualTo(Decision.WAIT);
    }

    @Test
    void aBuildWhoseRecordIsGoneFails() {
        OpenWork work = world.placedOn("a", 1);
        world.taken("a", 1);
        world.instances.clear();

        assertThat(Outcomes.of(build.next(work, world)).done(BUILD).error())
                .map(Problem::type)
                .contains("record-lost");
    }

    @Test
    void theSameInputGivesTheSameDecision() {
        OpenWork work = world.placedOn("a", 1);
        world.ended("a", 1, State.FAILED);

        assertThat(build.next(work, world)).isEqualTo(build.next(work, world));
    }
}
