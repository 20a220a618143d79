package io.quark.orc.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerOff;
import io.quark.common.model.PowerState;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeWorkflowTest {

    private final Paper paper = new Paper();
    private final PaperMachines machines = new PaperMachines(paper);
    private final PaperHost host = new PaperHost(paper, "a");
    private final String machine = machines.running("web", "a");

    // --- power

    @Test
    void aStopGivesItsHostATaskAndRecordsWhatIsWantedWhenItHasEnded() {
        String work = ask(new MachineRequest.Stop(false, 30));

        Task task = only(host.waiting());
        assertThat(task.kind()).isEqualTo(TaskKind.STOP);
        assertThat(task.detail()).contains(new TaskDetail.Power(false, 30));
        assertThat(task.machine().orElseThrow().powerState()).isEqualTo(PowerState.STOPPED);
        assertThat(task.consumes()).isEqualTo(Resources.NONE);
        assertThat(record().workUnit()).contains(work);
        assertThat(record().powerState()).isEqualTo(PowerState.RUNNING);

        host.endAll(State.SUCCEEDED);

        assertThat(record().powerState()).isEqualTo(PowerState.STOPPED);
        assertThat(record().workUnit()).isEmpty();
        assertThat(record().generation()).isEqualTo(2);
        assertThat(state(work)).isEqualTo(WorkUnit.State.SUCCEEDED);
        assertThat(paper.paths(".*_tasks/.*")).isEmpty();
    }

    @Test
    void whatIsSoAlreadySucceedsAtOnceAndNoHostIsAsked() {
        String work = ask(new MachineRequest.Start());

        assertThat(state(work)).isEqualTo(WorkUnit.State.SUCCEEDED);
        assertThat(host.waiting()).isEmpty();
    }

    @Test
    void aMachineThatSwitchedItselfOffIsStoppedByTellingItsHost() {
        machines.is(machine, MachineStatus.STOPPED);

        ask(new MachineRequest.Stop(false, 30));

        assertThat(only(host.waiting()).kind()).isEqualTo(TaskKind.STOP);
    }

    @Test
    void aStoppedMachineIsNotPausedAndItsProblemSaysWhatToDo() {
        String off = machines.machine("off", "a", PowerState.STOPPED, MachineStatus.STOPPED);

        String work = paper.ask(new MachineRequest.Pause(), "instance", off);
        paper.settle();

        Problem problem = paper.done(work).orElseThrow().error().orElseThrow();
        assertThat(problem.type()).isEqualTo("invalid-state");
        assertThat(problem.detail()).contains("it is stopped");
        assertThat(problem.hint()).contains("start it first");
    }

    @Test
    void aSuspendedMachineIsResumedByStartingItFromItsMemory() {
        String asleep = machines.machine("asleep", "a", PowerState.SUSPENDED, MachineStatus.SUSPENDED);

        paper.ask(new MachineRequest.Resume(), "instance", asleep);
        paper.settle();

        assertThat(only(host.waiting()).kind()).isEqualTo(TaskKind.START);
    }

    @Test
    void aMachineThatIsGoneOrGoingIsNotChanged() {
        assertThat(error(paper.ask(new MachineRequest.Start(), "instance", paper.id("nobody"))))
                .isEqualTo("not-found");
        paper.remove(FakeWorld.PATHS.managed("a", machine));
        assertThat(error(ask(new MachineRequest.Reboot(true, 1)))).isEqualTo("invalid-state");
    }

    // --- failure

    @Test
    void aFailedChangeLeavesTheMachineAsItWasAndSaysWhy() {
        String work = ask(new MachineRequest.Stop(false, 30));

        host.endAll(State.FAILED);

        assertThat(error(work)).isEqualTo("disk-full");
        assertThat(record().powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(record().status()).isEqualTo(Instance.Status.ACTIVE);
        assertThat(record().workUnit()).isEmpty();
    }

    @Test
    void aDeclinedTaskIsNotTriedAgain() {
        String work = ask(PaperMachines.ram(1024));

        host.endAll(State.DECLINED);

        assertThat(error(work)).isEqualTo("disk-full");
        assertThat(host.waiting()).isEmpty();
        assertThat(record().spec().ram()).isEqualTo(512);
    }

    @Test
    void aMachineThatDoesNotStartAgainIsInErrorUntilSomethingMakesItWell() {
        String work = ask(new MachineRequest.Rebuild(Optional.empty(), PaperMachines.boot()));
        host.take(only(host.waiting()));
        host.passGate(only(host.active()));
        host.end(only(host.active()), State.FAILED, false);
        paper.settle();

        assertThat(error(work)).isEqualTo("disk-full");
        assertThat(record().status()).isEqualTo(Instance.Status.ERROR);
        assertThat(record().fault()).map(Problem::type).contains("disk-full");

        ask(new MachineRequest.Reboot(true, 1));
        host.endAll(State.SUCCEEDED);

        assertThat(record().status()).isEqualTo(Instance.Status.ACTIVE);
        assertThat(record().fault()).isEmpty();
    }

    // --- shape

    @Test
    void aResizeReservesOnlyWhatTheMachineTakesMore() {
        ask(new MachineRequest.Resize(
                Optional.of(1024L),
                Optional.of(1),
                Optional.of(2048L),
                Optional.empty(),
                Optional.empty(),
                true,
                false));

        Task task = only(host.waiting());
        assertThat(task.consumes()).isEqualTo(new Resources(512, 0, 1024, 0));
        assertThat(task.detail()).contains(new TaskDetail.Shape(true));
        assertThat(task.machine().orElseThrow().ram()).isEqualTo(1024);
        assertThat(record().spec().ram()).isEqualTo(512);

        host.endAll(State.SUCCEEDED);

        assertThat(record().spec().ram()).isEqualTo(1024);
        assertThat(record().spec().storage()).isEqualTo(2048);
    }

    @Test
    void aSmallerMachineGivesNothingBackBeforeItIsSmaller() {
        ask(PaperMachines.ram(256));

        assertThat(only(host.waiting()).consumes()).isEqualTo(Resources.NONE);
    }

    @Test
    void aResizeIsRefusedWhereTheHostIsFullOrTheDiskWouldShrink() {
        assertThat(error(ask(new MachineRequest.Resize(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(10L),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        false))))
                .isEqualTo("invalid-state");
        paper.world.lacking.put("a", "a lacks ram (largest free 3 MiB)");
        assertThat(error(ask(PaperMachines.ram(4096)))).isEqualTo("no-capacity");
        assertThat(record().workUnit()).isEmpty();
    }

    // --- boot

    @Test
    void aRescuedMachineBootsFromSomethingElseUntilItsRescueEnds() {
        ask(new MachineRequest.Rescue(PaperMachines.boot()));
        host.endAll(State.SUCCEEDED);
        assertThat(record().rescue()).contains(PaperMachines.boot());

        assertThat(error(ask(new MachineRequest.Rebuild(Optional.empty(), PaperMachines.boot()))))
                .isEqualTo("invalid-state");

        ask(new MachineRequest.Unrescue());
        host.endAll(State.SUCCEEDED);
        assertThat(record().rescue()).isEmpty();
    }

    @Test
    void aMachineIsEndedForAnotherBootOrShapeAsItWasAskedFor() {
        PowerOff soon = new PowerOff(false, 5);
        PowerOff now = new PowerOff(true, 60);

        ask(new MachineRequest.Rebuild(Optional.empty(), PaperMachines.boot(), Optional.of(now)));
        assertThat(ended()).contains(new TaskDetail.Power(true, 60));
        ask(new MachineRequest.Rescue(PaperMachines.boot(), Optional.of(soon)));
        assertThat(ended()).contains(new TaskDetail.Power(false, 5));
        ask(new MachineRequest.Unrescue(Optional.of(now)));
        assertThat(ended()).contains(new TaskDetail.Power(true, 60));
        ask(new MachineRequest.Rebuild(Optional.empty(), PaperMachines.boot()));
        assertThat(ended()).isEmpty();
        ask(new MachineRequest.Resize(
                Optional.of(256L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                Optional.of(soon)));
        assertThat(ended()).contains(new TaskDetail.Shape(true, Optional.of(soon)));
    }

    /** What its only task says; the task ends well. */
    private Optional<TaskDetail> ended() {
        Optional<TaskDetail> said = only(host.waiting()).detail();
        host.endAll(State.SUCCEEDED);
        return said;
    }

    // --- order

    @Test
    void oneGoesAfterTheOtherInTheOrderOfArrival() {
        String first = paper.ask(new MachineRequest.Stop(false, 1), "instance", machine);
        String second = paper.ask(new MachineRequest.Start(), "instance", machine);
        paper.settle();
        assertThat(only(host.waiting()).workUnit()).isEqualTo(first);

        host.endAll(State.SUCCEEDED);
        assertThat(only(host.waiting()).workUnit()).isEqualTo(second);

        host.endAll(State.SUCCEEDED);
        assertThat(state(second)).isEqualTo(WorkUnit.State.SUCCEEDED);
        assertThat(record().powerState()).isEqualTo(PowerState.RUNNING);
    }

    @Test
    void aDeleteCancelsWhatIsOpenAndDoesNotWaitForTheOthers() {
        String first = ask(new MachineRequest.Stop(false, 1));
        String second = ask(new MachineRequest.Start());
        String delete = ask(new WorkRequest.DeleteInstance());

        assertThat(state(second)).isEqualTo(WorkUnit.State.CANCELLED);
        assertThat(state(first)).isEqualTo(WorkUnit.State.CANCELLED);
        host.doEverything();

        assertThat(state(delete)).isEqualTo(WorkUnit.State.SUCCEEDED);
        assertThat(paper.has(FakeWorld.PATHS.instance(machine))).isFalse();
    }

    // --- cancel

    @Test
    void whatWaitsItsTurnIsCancelledAtOnce() {
        ask(new MachineRequest.Stop(false, 1));
        String second = ask(new MachineRequest.Start());

        cancel(second);

        assertThat(state(second)).isEqualTo(WorkUnit.State.CANCELLED);
    }

    @Test
    void aTaskThatIsNotTakenIsWithdrawn() {
        String work = ask(new MachineRequest.Stop(false, 1));

        cancel(work);

        assertThat(state(work)).isEqualTo(WorkUnit.State.CANCELLED);
        assertThat(host.waiting()).isEmpty();
        assertThat(record().workUnit()).isEmpty();
    }

    @Test
    void aTaskThatIsTakenIsStoppedByItsHost() {
        String work = ask(new MachineRequest.Stop(false, 1));
        Task stop = only(host.waiting());
        host.take(stop);

        cancel(work);
        Task cancel = only(host.waiting());
        assertThat(cancel.kind()).isEqualTo(TaskKind.CANCEL);
        assertThat(cancel.detail()).contains(new TaskDetail.Cancel(stop.id()));
        assertThat(cancel.consumes()).isEqualTo(Resources.NONE);
        host.take(cancel);
        paper.settle();

        assertThat(state(work)).isEqualTo(WorkUnit.State.CANCELLED);
        assertThat(paper.paths(".*_tasks/.*")).isEmpty();
    }

    @Test
    void aCancelThatComesTooLateChangesNothing() {
        String work = ask(new MachineRequest.Stop(false, 1));
        host.take(only(host.waiting()));
        host.passGate(only(host.active()));
        cancel(work);
        host.take(only(host.waiting()));

        host.endAll(State.SUCCEEDED);

        assertThat(state(work)).isEqualTo(WorkUnit.State.SUCCEEDED);
        assertThat(record().powerState()).isEqualTo(PowerState.STOPPED);
    }

    // --- silence

    @Test
    void aSilentHostThatHasNotTakenTheTaskCannotTakeItAnyMore() {
        String work = ask(new MachineRequest.Stop(false, 1));
        silentFor(Duration.ofSeconds(700));

        assertThat(error(work)).isEqualTo("host-silent");
        assertThat(host.waiting()).isEmpty();
        assertThat(record().status()).isEqualTo(Instance.Status.ACTIVE);
    }

    @Test
    void aSilentHostBeforeTheGateCannotPassItAnyMore() {
        String work = ask(new MachineRequest.Stop(false, 1));
        host.take(only(host.waiting()));
        silentFor(Duration.ofSeconds(700));

        assertThat(error(work)).isEqualTo("host-silent");
        assertThat(host.active()).isEmpty();
        assertThat(record().status()).isEqualTo(Instance.Status.ACTIVE);
    }

    @Test
    void pastTheGateTheOutcomeIsNotKnownAndAReturningHostTellsIt() {
        String work = ask(new MachineRequest.Stop(false, 1));
        host.take(only(host.waiting()));
        host.passGate(only(host.active()));
        silentFor(Duration.ofSeconds(700));

        assertThat(error(work)).isEqualTo("host-silent");
        assertThat(record().status()).isEqualTo(Instance.Status.ERROR);
        assertThat(record().workUnit()).isEmpty();

        host.back();
        host.endAll(State.SUCCEEDED);

        assertThat(record().status()).isEqualTo(Instance.Status.ACTIVE);
        assertThat(record().fault()).isEmpty();
        assertThat(record().powerState()).isEqualTo(PowerState.STOPPED);
        assertThat(paper.paths(".*_tasks/.*")).isEmpty();
    }

    @Test
    void aTaskThatAHandHasRemovedIsNotGuessedAt() {
        String work = ask(new MachineRequest.Stop(false, 1));
        paper.remove(FakeWorld.PATHS.nextTask("a", only(host.waiting()).id()));
        paper.settle();

        assertThat(error(work)).isEqualTo("task-lost");
        assertThat(record().status()).isEqualTo(Instance.Status.ERROR);
    }

    private String ask(WorkRequest request) {
        String work = paper.ask(request, "instance", machine);
        paper.settle();
        return work;
    }

    private void cancel(String work) {
        paper.cancel(work);
        paper.settle();
    }

    private void silentFor(Duration time) {
        host.silent();
        paper.world.now = paper.world.now.plus(time);
        paper.settle();
    }

    private Instance record() {
        return machines.record(machine);
    }

    private WorkUnit.State state(String work) {
        return paper.done(work).map(WorkUnit::state).orElse(WorkUnit.State.RUNNING);
    }

    private String error(String work) {
        paper.settle();
        return paper.done(work).flatMap(WorkUnit::error).map(Problem::type).orElse("none");
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }
}
