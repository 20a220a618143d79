package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.Nic;
import io.quark.common.model.PowerOff;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.compute.change.Changes;
import io.quark.compute.testing.Machines;
import io.quark.net.host.Endpoint;
import io.quark.net.host.RecordingDriver.Call;
import io.quark.net.host.RecordingDriver.What;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Resizes, and interfaces that come and go, on a simulated host. */
class ShapeTasksTest {

    private final TaskBed bed = new TaskBed(4, UnaryOperator.identity(), Changes.all());
    private final Machine machine = bed.built();

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void machineGrowsWhileItRuns() {
        Task task = resize(Machines.shaped(machine, 512, 2, 10), false);

        bed.awaitEnd(task, State.SUCCEEDED);

        assertThat(steps(task)).containsExactly("grow_disk", "set_vcpu", "set_memory", "define");
        assertThat(managed().consumes()).isEqualTo(new Resources(512, 2, 10, 0));
        assertThat(managed().status()).isEqualTo(MachineStatus.RUNNING);
        assertThat(managed().task()).isEqualTo(task.id());
    }

    @Test
    void whatARunningMachineCannotBecomeNeedsARestartThatIsAllowed() {
        grown(2);
        Task refused = resize(Machines.shaped(machine, 256, 1, 0), false);
        bed.awaitEnd(refused, State.FAILED);
        assertThat(problem(refused).detail()).contains("no virtual CPU is taken away");
        assertThat(problem(refused).hint().orElseThrow()).contains("allow the resize to restart it");
        assertThat(managed().consumes().cpu()).isEqualTo(2);

        Task restarted = resize(Machines.shaped(machine, 256, 1, 0), true);
        bed.awaitEnd(restarted, State.SUCCEEDED);

        assertThat(steps(restarted))
                .containsExactly("shut_down", "power_off", "grow_disk", "define", "start", "limit_network", "resume");
        assertThat(managed().consumes().cpu()).isEqualTo(1);
        assertThat(managed().status()).isEqualTo(MachineStatus.RUNNING);
    }

    @Test
    void guestThatDoesNotListenIsRestartedForItAtTheDeadlineThatWasAskedFor() {
        grown(2);
        bed.host.ignoreShutDown(machine.instance());
        Task task = bed.placed(task(
                TaskKind.RESIZE,
                Machines.shaped(machine, 256, 1, 0),
                new TaskDetail.Shape(true, Optional.of(new PowerOff(false, 1)))));

        bed.awaitEnd(task, State.SUCCEEDED);

        assertThat(managed().consumes().cpu()).isEqualTo(1);
    }

    @Test
    void forcedRestartAsksNobody() {
        grown(2);
        Task task = bed.placed(task(
                TaskKind.RESIZE,
                Machines.shaped(machine, 256, 1, 0),
                new TaskDetail.Shape(true, Optional.of(new PowerOff(true, 60)))));

        bed.awaitEnd(task, State.SUCCEEDED);

        assertThat(steps(task)).contains("power_off").doesNotContain("shut_down");
    }

    @Test
    void machineThatIsOffGetsItsShapeAtOnce() {
        bed.host.happen(machine.instance(), MachineStatus.STOPPED);
        Task task = resize(Machines.shaped(machine, 512, 1, 0), false);

        bed.awaitEnd(task, State.SUCCEEDED);

        assertThat(steps(task)).containsExactly("grow_disk", "define");
        assertThat(managed().status()).isEqualTo(MachineStatus.STOPPED);
        assertThat(managed().consumes().ram()).isEqualTo(512);
    }

    @Test
    void restartThatAnEarlierLifeOfTheDaemonBeganIsFinished() {
        grown(2);
        bed.host.happen(machine.instance(), MachineStatus.STOPPED);
        Task task = task(TaskKind.RESIZE, Machines.shaped(machine, 256, 1, 0), new TaskDetail.Shape(true));
        bed.taken(task.pastTheGate());
        bed.onLoop(() -> {
            bed.board.resume();
            return true;
        });

        bed.awaitEnd(task, State.SUCCEEDED);

        assertThat(managed().status()).isEqualTo(MachineStatus.RUNNING);
        assertThat(managed().consumes().cpu()).isEqualTo(1);
    }

    @Test
    void interfaceIsWiredPluggedInAndConnected() {
        Machine three = with(Machines.nic(3));
        Task task = port(TaskKind.ATTACH_PORT, three, Machines.nic(3));

        bed.awaitEnd(task, State.SUCCEEDED);

        assertThat(steps(task)).containsExactly("attach_network", "plug_in", "connect", "define");
        assertThat(ports()).contains(Machines.nic(3).port());
    }

    @Test
    void interfaceThatCannotBeWiredLeavesTheMachineAsItWas() {
        bed.failures.put(new Call(What.ATTACH, Machines.nic(3).port()), 1_000);
        Task task = port(TaskKind.ATTACH_PORT, with(Machines.nic(3)), Machines.nic(3));

        bed.awaitEnd(task, State.FAILED);

        assertThat(ports())
                .containsExactlyInAnyOrder(
                        Machines.nic(1).port(), Machines.nic(2).port());
        assertThat(undone(task)).contains("true");
    }

    @Test
    void interfaceIsUnwiredWhenItsGuestHasLetGo() {
        Machine one = Machines.with(machine, Machines.nic(1));
        Task task = port(TaskKind.DETACH_PORT, one, Machines.nic(2));

        bed.awaitEnd(task, State.SUCCEEDED);

        assertThat(steps(task)).containsExactly("unplug", "define", "detach_network");
        assertThat(ports()).containsExactly(Machines.nic(1).port());
    }

    @Test
    void interfaceThatIsNotTheDifferenceIsDeclined() {
        bed.awaitEnd(port(TaskKind.ATTACH_PORT, machine, Machines.nic(3)), State.DECLINED);
        bed.awaitEnd(port(TaskKind.DETACH_PORT, machine, Machines.nic(2)), State.DECLINED);
    }

    @Test
    void seventeenthInterfaceIsDeclined() {
        Nic[] nics = new Nic[17];
        for (int i = 0; i < nics.length; i++) {
            nics[i] = Machines.nic(i + 1);
        }

        bed.awaitEnd(port(TaskKind.ATTACH_PORT, Machines.with(machine, nics), nics[16]), State.DECLINED);
    }

    private List<String> ports() {
        return bed.driver.endpoints().stream().map(Endpoint::port).toList();
    }

    private void grown(int cpus) {
        bed.awaitEnd(resize(Machines.shaped(machine, 256, cpus, 0), false), State.SUCCEEDED);
    }

    private Machine with(Nic third) {
        return Machines.with(machine, machine.nics().get(0), machine.nics().get(1), third);
    }

    private Task resize(Machine wanted, boolean restart) {
        return bed.placed(task(TaskKind.RESIZE, wanted, new TaskDetail.Shape(restart)));
    }

    private Task port(TaskKind kind, Machine wanted, Nic nic) {
        return bed.placed(task(kind, wanted, new TaskDetail.OfPort(nic)));
    }

    private static Task task(TaskKind kind, Machine wanted, TaskDetail detail) {
        return TaskBed.task(kind, wanted, detail);
    }

    private List<String> steps(Task task) {
        return List.copyOf(bed.active(task).orElseThrow().stepsCompleted().keySet());
    }

    private Problem problem(Task task) {
        return bed.active(task).orElseThrow().end().orElseThrow().problem().orElseThrow();
    }

    private Optional<String> undone(Task task) {
        return Optional.ofNullable(
                bed.active(task).orElseThrow().end().orElseThrow().result().get("undone"));
    }

    private Managed managed() {
        return bed.tree
                .node(bed.paths.managed(TaskBed.HOST, machine.instance()))
                .orElseThrow()
                .as(Managed.class);
    }
}
