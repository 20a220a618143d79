package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.Managed;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.model.Volume;
import io.quark.common.model.VolumeDisk;
import io.quark.common.tree.Op;
import io.quark.compute.change.Changes;
import io.quark.compute.hypervisor.Journey;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.sim.SimHypervisor;
import io.quark.compute.sim.SimMoving;
import io.quark.compute.testing.Machines;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of files and volumes when machines move to and from {@code c1}: the other host, {@code c2}, has the same storage, or another. */
class SharedMoveTest {

    private static final String COMMON = "common";
    private static final String OTHER = "c2";
    private static final VolumeDisk VOLUME = new VolumeDisk(Ids.derived("a volume"), 100, "", "vdc");

    private Optional<TaskBed> opened = Optional.empty();

    @AfterEach
    void close() {
        opened.ifPresent(TaskBed::close);
    }

    @Test
    void filesThatBothHaveBecomeTheOtherOnesWhenTheMachineIs() {
        TaskBed bed = bed(Optional.of(COMMON));
        self(bed, Optional.of(COMMON));
        Machine machine = Machines.with(Machines.small(Ids.fresh()), VOLUME);
        create(bed);
        record(bed, machine, OTHER);
        Task receive = receive(bed, machine, false);
        await().until(() -> bed.active(receive).filter(Task::starting).isPresent());
        assertThat(bed.host.disks()).as("files of its own before that").isZero();
        SimHypervisor other = other(bed);
        other.define(owner(machine), machine, MachineFiles.NONE, List.of()).join();
        other.start(machine.instance()).join();
        other.moving()
                .send(
                        machine.instance(),
                        new Journey(
                                SimMoving.uri(TaskBed.HOST),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        share -> {},
                        StopSignal.never())
                .join();

        place(bed, machine, TaskBed.HOST);

        bed.awaitEnd(receive, State.SUCCEEDED);
        assertThat(bed.host.disks()).isEqualTo(1);
        assertThat(bed.managed(machine.instance()).orElseThrow().consumes()).isEqualTo(machine.consumes());
        assertThat(bed.managed(VOLUME.id()).map(Managed::isMachine)).contains(false);
    }

    @Test
    void aVolumeThatIsNotOnTheSharedStorageKeepsItsMachineWhereItIs() {
        TaskBed bed = bed(Optional.of(COMMON));
        Machine machine = Machines.with(Machines.small(Ids.fresh()), VOLUME);
        record(bed, machine, OTHER);

        Task receive = receive(bed, machine, false);

        bed.awaitEnd(receive, State.FAILED);
        assertThat(bed.managed(machine.instance())).isEmpty();
        assertThat(bed.managed(VOLUME.id())).isEmpty();
    }

    @Test
    void aHostWithAStorageOfItsOwnTakesNoMachineWithoutACopy() {
        TaskBed bed = bed(Optional.empty());
        Machine machine = Machines.small(Ids.fresh());
        record(bed, machine, OTHER);

        bed.awaitEnd(receive(bed, machine, false), State.FAILED);
    }

    @Test
    void volumesThatAreCopiedAreMadeBeforeAndGoWhenTheMachineDoesNotCome() {
        TaskBed bed = bed(Optional.empty());
        Machine machine = Machines.with(Machines.small(Ids.fresh()), VOLUME);
        record(bed, machine, OTHER);
        volume(bed, OTHER);
        Task receive = receive(bed, machine, true);
        await().until(() -> bed.active(receive).filter(Task::starting).isPresent());
        bed.reconcile();
        assertThat(bed.storage.volumes().all().join())
                .as("while it is waited for")
                .containsExactly(VOLUME.id());

        callOff(bed);
        bed.tree.commit(Op.delete(bed.paths.activeTask(TaskBed.HOST, receive.id()), Op.ANY_VERSION));

        await().untilAsserted(() -> {
            callOff(bed);
            assertThat(bed.storage.volumes().all().join()).isEmpty();
        });
    }

    @Test
    void whatIsLeftOfAVolumeThatWentToAnotherHostIsRemovedOnlyOnceItsRecordSaysSo() {
        TaskBed bed = bed(Optional.empty());
        create(bed);
        volume(bed, TaskBed.HOST);

        bed.reconcile();
        assertThat(bed.storage.volumes().all().join()).containsExactly(VOLUME.id());

        bed.tree.commit(Op.set(bed.paths.volume(VOLUME.id()), volume(OTHER), Op.ANY_VERSION));
        bed.reconcile();
        assertThat(bed.storage.volumes().all().join()).isEmpty();
    }

    @Test
    void filesAndVolumesOnSharedStorageStayWhereverTheyAreUsed() {
        TaskBed bed = bed(Optional.of(COMMON));
        self(bed, Optional.of(COMMON));
        create(bed);
        volume(bed, OTHER);
        Machine machine = bed.built();
        record(bed, machine, OTHER);
        bed.storage
                .snapshots()
                .begin(machine.instance(), VOLUME.id(), false)
                .thenCompose(begun -> bed.storage.snapshots().keep(machine.instance(), VOLUME.id(), List.of()))
                .join();

        Task delete = bed.placeDelete(machine.instance());

        bed.awaitEnd(delete, State.SUCCEEDED);
        bed.reconcile();
        assertThat(bed.storage
                        .snapshots()
                        .shape(machine.instance(), VOLUME.id())
                        .join())
                .as("a snapshot among its files")
                .isEmpty();
        assertThat(bed.storage.volumes().all().join()).containsExactly(VOLUME.id());
    }

    @Test
    void filesGoWhereTheOtherHostHasAnotherStorage() {
        TaskBed bed = bed(Optional.of(COMMON));
        self(bed, Optional.of("another"));
        Machine machine = bed.built();
        record(bed, machine, OTHER);
        bed.storage
                .snapshots()
                .begin(machine.instance(), VOLUME.id(), false)
                .thenCompose(begun -> bed.storage.snapshots().keep(machine.instance(), VOLUME.id(), List.of()))
                .join();

        bed.awaitEnd(bed.placeDelete(machine.instance()), State.SUCCEEDED);

        assertThat(bed.storage.snapshots().shape(machine.instance(), VOLUME.id()))
                .isCompletedExceptionally();
    }

    // --- the world

    private TaskBed bed(Optional<String> shared) {
        TaskBed bed = new TaskBed(4, UnaryOperator.identity(), Changes.all(), shared);
        opened = Optional.of(bed);
        return bed;
    }

    private static void callOff(TaskBed bed) {
        bed.onLoop(() -> {
            bed.board.callOffWithdrawn();
            return true;
        });
    }

    private static SimHypervisor other(TaskBed bed) {
        return new SimHypervisor(bed.world.host(OTHER), new SimHypervisor.Size(1_000_000, 1_000), OTHER, Machines.TREE);
    }

    /** What the other host says of its storage. */
    private static void self(TaskBed bed, Optional<String> shared) {
        bed.tree.commit(Op.createEmpty(bed.paths.compute(OTHER)));
        bed.tree.commit(Op.create(bed.paths.self(OTHER), Machines.self(OTHER, shared)));
    }

    private static void create(TaskBed bed) {
        bed.storage
                .volumes()
                .create(new VolumeOwner(VOLUME.id(), "t", TaskBed.HOST, Machines.TREE), VOLUME)
                .join();
    }

    private static void volume(TaskBed bed, String compute) {
        bed.tree.commit(Op.create(bed.paths.volume(VOLUME.id()), volume(compute)));
    }

    private static Volume volume(String compute) {
        return new Volume(
                VOLUME.id(),
                "data",
                "p",
                VOLUME.size(),
                "",
                Optional.of(compute),
                Optional.empty(),
                Optional.empty(),
                Volume.Status.AVAILABLE,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Instant.EPOCH);
    }

    private static Task receive(TaskBed bed, Machine machine, boolean copy) {
        return bed.place(
                TaskKind.RECEIVE,
                machine.instance(),
                Optional.of(machine),
                Optional.of(new TaskDetail.Receive(OTHER, true, copy, false)));
    }

    private static Owner owner(Machine machine) {
        return new Owner(machine.instance(), Ids.fresh(), Ids.fresh(), machine.name(), OTHER, Machines.TREE);
    }

    private static void record(TaskBed bed, Machine machine, String compute) {
        bed.tree.commit(Op.create(
                bed.paths.instance(machine.instance()),
                Machines.instance(machine, Optional.of(compute), Instant.EPOCH)));
    }

    private static void place(TaskBed bed, Machine machine, String compute) {
        bed.tree.commit(Op.set(
                bed.paths.instance(machine.instance()),
                Machines.instance(machine, Optional.of(compute), Instant.EPOCH),
                Op.ANY_VERSION));
    }
}
