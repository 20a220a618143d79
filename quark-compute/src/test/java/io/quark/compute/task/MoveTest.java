package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Op;
import io.quark.compute.change.Changes;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.Journey;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.sim.SimHypervisor;
import io.quark.compute.sim.SimMoving;
import io.quark.compute.testing.Machines;
import io.quark.net.host.RecordingDriver.Call;
import io.quark.net.host.RecordingDriver.What;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the two hosts of a move do: {@code c1}, whose work is looked at, and {@code c2}, of which there is only the hypervisor. */
class MoveTest {

    private static final String OTHER = "c2";

    private final TaskBed bed = new TaskBed(4, UnaryOperator.identity(), Changes.all());
    private final SimHypervisor here = hypervisor(TaskBed.HOST);
    private final SimHypervisor other = hypervisor(OTHER);

    @AfterEach
    void close() {
        bed.close();
    }

    // --- receiving

    @Test
    void aMachineThatArrivesStaysPausedUntilItsRecordPlacesItHere() {
        Machine machine = machine();
        Task receive = receive(machine, false);
        awaitGate(receive);
        arrive(machine);
        assertThat(status(here, machine)).contains(MachineStatus.PAUSED);
        assertThat(bed.managed(machine.instance())).isEmpty();

        place(machine, TaskBed.HOST);

        bed.awaitEnd(receive, State.SUCCEEDED);
        assertThat(status(here, machine)).contains(MachineStatus.RUNNING);
        Managed managed = bed.managed(machine.instance()).orElseThrow();
        assertThat(managed.status()).isEqualTo(MachineStatus.RUNNING);
        assertThat(managed.consumes()).isEqualTo(machine.consumes());
        assertThat(managed.task()).isEqualTo(receive.id());
    }

    @Test
    void aMachineThatWasSentStoppedIsStopped() {
        Machine machine = machine(PowerState.STOPPED);
        Task receive = receive(machine, false);
        awaitGate(receive);
        arrive(machine);

        place(machine, TaskBed.HOST);

        bed.awaitEnd(receive, State.SUCCEEDED);
        assertThat(status(here, machine)).contains(MachineStatus.STOPPED);
    }

    @Test
    void whatWasMadeReadyIsUndoneWhenItIsNotWantedAnyMore() {
        Machine machine = machine();
        Task receive = receive(machine, false);
        awaitGate(receive);
        callOff();

        bed.tree.commit(Op.delete(bed.paths.activeTask(TaskBed.HOST, receive.id()), Op.ANY_VERSION));

        await().untilAsserted(() -> {
            callOff();
            assertThat(status(here, machine)).isEmpty();
            assertThat(bed.host.disks()).isZero();
            assertThat(bed.driver.calls()).extracting(Call::what).endsWith(What.DETACH);
        });
    }

    @Test
    void nothingIsUndoneOfAMachineThatIsOnlyHere() {
        Machine machine = machine();
        Task receive = receive(machine, false);
        awaitGate(receive);
        arrive(machine);
        bed.failures.put(new Call(What.LIMIT, machine.nics().get(0).port()), Integer.MAX_VALUE);
        here.undefine(machine.instance()).join(); // so that it cannot be let run either

        place(machine, TaskBed.HOST);

        bed.awaitEnd(receive, State.FAILED);
        assertThat(bed.managed(machine.instance())).isPresent();
        assertThat(bed.host.disks()).isEqualTo(1);
        assertThat(bed.driver.calls()).extracting(Call::what).doesNotContain(What.DETACH);
    }

    @Test
    void aMachineOfADeadHostIsMadeHereOnlyWhenItsRecordPlacesItHere() {
        Machine machine = machine();
        Task receive = receive(machine, true);
        awaitGate(receive);
        assertThat(status(here, machine)).contains(MachineStatus.STOPPED);

        place(machine, TaskBed.HOST);

        bed.awaitEnd(receive, State.SUCCEEDED);
        assertThat(status(here, machine)).contains(MachineStatus.RUNNING);
        assertThat(bed.active(receive).orElseThrow().end().orElseThrow().result())
                .containsEntry("made_from", "empty_disk");
    }

    @Test
    void aMachineThatIsDeletedMeanwhileIsNotWaitedFor() {
        Machine machine = machine();
        Task receive = receive(machine, false);
        awaitGate(receive);

        bed.tree.commit(Op.delete(bed.paths.instance(machine.instance()), Op.ANY_VERSION));

        bed.awaitEnd(receive, State.FAILED);
        assertThat(status(here, machine)).isEmpty();
        assertThat(bed.managed(machine.instance())).isEmpty();
    }

    // --- sending

    @Test
    void aMachineThatWasSentIsNotHereAnyMore() {
        Machine machine = bed.built();
        expected(machine);

        Task send = send(machine, true);

        bed.awaitEnd(send, State.SUCCEEDED);
        assertThat(status(here, machine)).isEmpty();
        assertThat(status(other, machine)).contains(MachineStatus.PAUSED);
        assertThat(bed.managed(machine.instance())).isEmpty();
    }

    @Test
    void aMachineThatCannotBeSentRunsOn() {
        Machine machine = bed.built();

        Task send = send(machine, true); // nobody expects it

        bed.awaitEnd(send, State.FAILED);
        assertThat(status(here, machine)).contains(MachineStatus.RUNNING);
        assertThat(bed.managed(machine.instance())).isPresent();
        assertThat(bed.host.disks()).isEqualTo(1);
    }

    @Test
    void aMachineThatCannotBeSentColdIsStartedAgain() {
        Machine machine = bed.built();

        Task send = send(machine, false);

        bed.awaitEnd(send, State.FAILED);
        assertThat(status(here, machine)).contains(MachineStatus.RUNNING);
    }

    @Test
    void aMachineThatIsSentColdArrivesWithoutHavingRunAgain() {
        Machine machine = bed.built();
        expected(machine);

        Task send = send(machine, false);

        bed.awaitEnd(send, State.SUCCEEDED);
        assertThat(status(here, machine)).isEmpty();
        assertThat(status(other, machine)).contains(MachineStatus.PAUSED);
        assertThat(bed.active(send).orElseThrow().stepsCompleted().keySet())
                .containsExactly("shut_down", "copy", "release_source");
    }

    @Test
    void aRestartedDaemonFindsThatTheMachineHasLeftAlready() {
        Machine machine = bed.built();
        expected(machine);
        here.moving()
                .send(machine.instance(), journey(), share -> {}, StopSignal.never())
                .join();

        Task send = send(machine, true);

        bed.awaitEnd(send, State.SUCCEEDED);
        assertThat(bed.managed(machine.instance())).isEmpty();
    }

    @Test
    void aMachineThatIsNeitherHereNorThereKeepsItsDisk() {
        Machine machine = bed.built();
        here.undefine(machine.instance()).join();

        Task send = send(machine, true);

        bed.awaitEnd(send, State.FAILED);
        assertThat(bed.host.disks()).isEqualTo(1);
        assertThat(bed.managed(machine.instance())).isPresent();
    }

    // --- the world

    private SimHypervisor hypervisor(String name) {
        return new SimHypervisor(bed.world.host(name), new SimHypervisor.Size(1_000_000, 1_000), name, Machines.TREE);
    }

    private static Optional<MachineStatus> status(SimHypervisor hypervisor, Machine machine) {
        return hypervisor.domain(machine.instance()).join().map(Domain::status);
    }

    private static Machine machine() {
        return machine(PowerState.RUNNING);
    }

    private static Machine machine(PowerState wanted) {
        Machine small = Machines.small(Ids.fresh());
        return new Machine(
                small.instance(),
                small.name(),
                small.project(),
                small.ram(),
                small.cpu(),
                small.storage(),
                small.boot(),
                small.nics(),
                small.sshKeys(),
                small.userData(),
                small.labels(),
                small.bandwidth(),
                wanted,
                small.restart(),
                small.hardware(),
                small.volumes(),
                small.rescue());
    }

    private Task receive(Machine machine, boolean evacuated) {
        record(machine, OTHER);
        return bed.place(
                TaskKind.RECEIVE,
                machine.instance(),
                Optional.of(machine),
                Optional.of(new TaskDetail.Receive(OTHER, true, true, evacuated)));
    }

    private Task send(Machine machine, boolean live) {
        Journey to = journey();
        return bed.place(
                TaskKind.SEND,
                machine.instance(),
                Optional.of(machine),
                Optional.of(new TaskDetail.Send(OTHER, to.uri(), live, true, Optional.empty(), Optional.empty())));
    }

    private static Journey journey() {
        return new Journey(SimMoving.uri(OTHER), true, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The other host has made everything ready. */
    private void expected(Machine machine) {
        other.define(owner(machine, OTHER), machine, MachineFiles.NONE, List.of())
                .join();
    }

    /** The other host has sent it. */
    private void arrive(Machine machine) {
        other.define(owner(machine, OTHER), machine, MachineFiles.NONE, List.of())
                .join();
        other.start(machine.instance()).join();
        other.moving()
                .send(
                        machine.instance(),
                        new Journey(
                                SimMoving.uri(TaskBed.HOST),
                                true,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        share -> {},
                        StopSignal.never())
                .join();
    }

    private static Owner owner(Machine machine, String compute) {
        return new Owner(machine.instance(), Ids.fresh(), Ids.fresh(), machine.name(), compute, Machines.TREE);
    }

    private void record(Machine machine, String compute) {
        bed.tree.commit(Op.create(
                bed.paths.instance(machine.instance()),
                Machines.instance(machine, Optional.of(compute), Instant.EPOCH)));
    }

    private void place(Machine machine, String compute) {
        bed.tree.commit(Op.set(
                bed.paths.instance(machine.instance()),
                Machines.instance(machine, Optional.of(compute), Instant.EPOCH),
                Op.ANY_VERSION));
    }

    private void awaitGate(Task task) {
        await().until(() -> bed.active(task).filter(Task::starting).isPresent());
    }

    private void callOff() {
        bed.onLoop(() -> {
            bed.board.callOffWithdrawn();
            return true;
        });
    }
}
