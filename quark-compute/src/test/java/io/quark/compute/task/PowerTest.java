package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.Nic;
import io.quark.common.model.PowerState;
import io.quark.common.model.Segment;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.compute.change.Changes;
import io.quark.compute.testing.Machines;
import io.quark.compute.testing.NetTree;
import io.quark.net.host.RecordingDriver.Call;
import io.quark.net.host.RecordingDriver.What;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The power of a simulated machine with two interfaces. */
class PowerTest {

    private final TaskBed bed = new TaskBed(4, UnaryOperator.identity(), Changes.all());
    private Machine machine;

    @BeforeEach
    void build() {
        machine = bed.built();
    }

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void guestThatIsAskedShutsDownAndIsNotWantedAnyMore() {
        Task stop = power(TaskKind.STOP, false, 60);
        bed.awaitEnd(stop, State.SUCCEEDED);

        expect(MachineStatus.STOPPED, PowerState.STOPPED);
        assertThat(steps(stop)).containsExactlyInAnyOrder("shut_down", "power_off");
        assertThat(bed.managed(machine.instance()).orElseThrow().consumes()).isEqualTo(machine.consumes());
        assertThat(bed.managed(machine.instance()).orElseThrow().task()).isEqualTo(stop.id());
    }

    @Test
    void guestThatDoesNotListenLosesItsPowerAtTheDeadline() {
        bed.host.ignoreShutDown(machine.instance());

        bed.awaitEnd(power(TaskKind.STOP, false, 1), State.SUCCEEDED);

        expect(MachineStatus.STOPPED, PowerState.STOPPED);
    }

    @Test
    void forcedStopAsksNobody() {
        Task stop = power(TaskKind.STOP, true, 60);
        bed.awaitEnd(stop, State.SUCCEEDED);

        assertThat(steps(stop)).containsExactly("power_off");
    }

    @Test
    void stopCanBeCancelledWhileTheGuestIsWaitedFor() {
        bed.host.ignoreShutDown(machine.instance());
        Task stop = power(TaskKind.STOP, false, 600);

        bed.awaitEnd(
                bed.place(
                        TaskKind.CANCEL,
                        machine.instance(),
                        Optional.empty(),
                        Optional.of(new TaskDetail.Cancel(stop.id()))),
                State.SUCCEEDED);

        bed.awaitEnd(stop, State.CANCELLED);
        expect(MachineStatus.RUNNING, PowerState.RUNNING);
    }

    @Test
    void pausedGuestIsNotWaitedFor() {
        bed.awaitEnd(plain(TaskKind.PAUSE), State.SUCCEEDED);
        expect(MachineStatus.PAUSED, PowerState.PAUSED);

        bed.awaitEnd(power(TaskKind.STOP, false, 600), State.SUCCEEDED);

        expect(MachineStatus.STOPPED, PowerState.STOPPED);
    }

    @Test
    void startedMachineHasItsLimitsOnItsNewDevices() {
        NetTree net = new NetTree(bed.paths, bed.tree::commit);
        Nic nic = NetTree.nic(3, net.network(Optional.empty()), Segment.FLAT, Optional.of(net.policy(50_000)));
        machine = Machines.machine(Ids.fresh(), 0, List.of(Machines.kernel()), List.of(nic));
        bed.awaitEnd(bed.placeBuild(machine), State.SUCCEEDED);
        bed.awaitEnd(power(TaskKind.STOP, true, 0), State.SUCCEEDED);
        int before = limits(nic);

        for (TaskKind kind : List.of(TaskKind.START, TaskKind.REBOOT)) {
            Task start = power(kind, true, 0);
            bed.awaitEnd(start, State.SUCCEEDED);

            assertThat(steps(start)).contains("start", "limit_network", "resume");
            before++;
            assertThat(limits(nic)).isEqualTo(before);
        }
        expect(MachineStatus.RUNNING, PowerState.RUNNING);
    }

    @Test
    void rebootedMachineRunsAgain() {
        Task reboot = power(TaskKind.REBOOT, false, 60);
        bed.awaitEnd(reboot, State.SUCCEEDED);

        expect(MachineStatus.RUNNING, PowerState.RUNNING);
        assertThat(steps(reboot))
                .containsExactlyInAnyOrder("shut_down", "power_off", "start", "limit_network", "resume");
    }

    @Test
    void suspendedMachineGoesOnWhenItIsResumedOrStarted() {
        for (TaskKind kind : List.of(TaskKind.RESUME, TaskKind.START)) {
            bed.awaitEnd(plain(TaskKind.SUSPEND), State.SUCCEEDED);
            expect(MachineStatus.SUSPENDED, PowerState.SUSPENDED);

            Task resume = plain(kind);
            bed.awaitEnd(resume, State.SUCCEEDED);

            expect(MachineStatus.RUNNING, PowerState.RUNNING);
            assertThat(steps(resume)).contains("limit_network", "resume");
        }
    }

    @Test
    void machineThatIsOffIsNeitherPausedNorSuspendedNorResumed() {
        bed.awaitEnd(power(TaskKind.STOP, true, 0), State.SUCCEEDED);

        for (TaskKind kind : List.of(TaskKind.PAUSE, TaskKind.SUSPEND, TaskKind.RESUME)) {
            Task task = plain(kind);
            bed.awaitEnd(task, State.FAILED);
            assertThat(bed.active(task).orElseThrow().end().orElseThrow().result())
                    .containsEntry("undone", "true");
        }
        expect(MachineStatus.STOPPED, PowerState.STOPPED);
    }

    @Test
    void whatIsSoAlreadyMayBeAskedAgain() {
        bed.awaitEnd(plain(TaskKind.START), State.SUCCEEDED);
        bed.awaitEnd(plain(TaskKind.RESUME), State.SUCCEEDED);
        expect(MachineStatus.RUNNING, PowerState.RUNNING);
        bed.awaitEnd(power(TaskKind.STOP, false, 60), State.SUCCEEDED);
        bed.awaitEnd(power(TaskKind.STOP, false, 60), State.SUCCEEDED);
        expect(MachineStatus.STOPPED, PowerState.STOPPED);
    }

    @Test
    void machineThatIsNotHereIsNotStarted() {
        Task start = bed.place(TaskKind.START, Ids.fresh(), Optional.empty(), Optional.empty());
        bed.awaitEnd(start, State.FAILED);

        assertThat(bed.active(start)
                        .orElseThrow()
                        .end()
                        .orElseThrow()
                        .problem()
                        .orElseThrow()
                        .type())
                .isEqualTo("not-here");
    }

    @Test
    void machineWhoseDomainIsGoneSaysSo() {
        bed.host.vanish(machine.instance());

        Task start = plain(TaskKind.START);
        bed.awaitEnd(start, State.FAILED);

        assertThat(bed.active(start)
                        .orElseThrow()
                        .end()
                        .orElseThrow()
                        .problem()
                        .orElseThrow()
                        .detail())
                .contains("prepare", "is gone");
    }

    @Test
    void machineIsEndedForAnotherBootAsItWasAskedFor() {
        bed.host.ignoreShutDown(machine.instance());
        Task rebuild = boot(TaskKind.REBUILD, machine, true, 60);
        bed.awaitEnd(rebuild, State.SUCCEEDED);
        assertThat(steps(rebuild)).contains("power_off", "start").doesNotContain("shut_down");

        bed.host.ignoreShutDown(machine.instance());
        Task rescue = boot(TaskKind.RESCUE, Machines.rescued(machine), false, 1);
        bed.awaitEnd(rescue, State.SUCCEEDED);
        assertThat(steps(rescue)).contains("shut_down", "power_off", "start");

        Task unrescue = boot(TaskKind.UNRESCUE, machine, true, 60);
        bed.awaitEnd(unrescue, State.SUCCEEDED);
        assertThat(steps(unrescue)).contains("power_off", "start").doesNotContain("shut_down");
    }

    private Task boot(TaskKind kind, Machine wanted, boolean force, int deadlineS) {
        return bed.placed(TaskBed.task(kind, wanted, new TaskDetail.Power(force, deadlineS)));
    }

    private Task plain(TaskKind kind) {
        return bed.place(kind, machine.instance(), Optional.empty(), Optional.empty());
    }

    private Task power(TaskKind kind, boolean force, int deadlineS) {
        return bed.place(
                kind, machine.instance(), Optional.empty(), Optional.of(new TaskDetail.Power(force, deadlineS)));
    }

    private void expect(MachineStatus status, PowerState wanted) {
        Managed managed = bed.managed(machine.instance()).orElseThrow();
        assertThat(managed.status()).isEqualTo(status);
        assertThat(managed.wanted()).isEqualTo(wanted);
    }

    private List<String> steps(Task task) {
        return List.copyOf(bed.active(task).orElseThrow().stepsCompleted().keySet());
    }

    private int limits(Nic nic) {
        return (int) bed.driver.calls().stream()
                .filter(new Call(What.LIMIT, nic.port())::equals)
                .count();
    }
}
