package io.quark.orc.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Flavor;
import io.quark.common.model.Hardware;
import io.quark.common.model.Image;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.Snapshot;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.model.Volume;
import io.quark.common.model.VolumeDisk;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Paths;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What belongs to machines: volumes, snapshots, interfaces; and flavors. */
class BelongingsTest {

    private static final Paths PATHS = FakeWorld.PATHS;

    private final Paper paper = new Paper();
    private final PaperMachines machines = new PaperMachines(paper);
    private final PaperHost host = new PaperHost(paper, "a");
    private final String machine = machines.running("web", "a");

    // --- volumes

    @Test
    void aVolumeIsMadeOnTheHostOfItsFirstMachineAndTakesRoomThere() {
        String volume = machines.volume("data");
        assertThat(machines.volumeRecord(volume).status()).isEqualTo(Volume.Status.NEW);

        ask(new MachineRequest.AttachVolume(volume));
        Task task = only(host.waiting());
        assertThat(task.kind()).isEqualTo(TaskKind.ATTACH_VOLUME);
        assertThat(task.consumes()).isEqualTo(new Resources(0, 0, 1024, 0));
        assertThat(task.machine().orElseThrow().volumes()).containsExactly(new VolumeDisk(volume, 1024, "", "vdc"));
        assertThat(machines.volumeRecord(volume).status()).isEqualTo(Volume.Status.ATTACHING);
        host.endAll(State.SUCCEEDED);

        Volume attached = machines.volumeRecord(volume);
        assertThat(attached.status()).isEqualTo(Volume.Status.ATTACHED);
        assertThat(attached.compute()).contains("a");
        assertThat(attached.instance()).contains(machine);
        assertThat(attached.workUnit()).isEmpty();
    }

    @Test
    void aVolumeThatCouldNotBeAttachedIsAsItWas() {
        String volume = machines.volume("data");
        ask(new MachineRequest.AttachVolume(volume));

        host.endAll(State.FAILED);

        assertThat(machines.volumeRecord(volume).status()).isEqualTo(Volume.Status.NEW);
        assertThat(machines.volumeRecord(volume).instance()).isEmpty();
        assertThat(machines.record(machine).volumes()).isEmpty();
    }

    @Test
    void aVolumeThatWasMadeButNotPluggedInIsThereForTheNextTry() {
        String volume = machines.volume("data");
        ask(new MachineRequest.AttachVolume(volume));
        host.take(only(host.waiting()));
        host.keepsVolume(only(host.active()));
        host.endAll(State.FAILED);

        assertThat(machines.volumeRecord(volume).status()).isEqualTo(Volume.Status.AVAILABLE);
        assertThat(machines.volumeRecord(volume).compute()).contains("a");
    }

    @Test
    void aVolumeIsOneMachinesOnly() {
        String volume = attached("data");
        String other = machines.running("other", "a");
        String elsewhere = machines.running("elsewhere", "b");

        assertThat(error(paper.ask(new MachineRequest.AttachVolume(volume), "instance", other)))
                .isEqualTo("invalid-state");

        ask(new MachineRequest.DetachVolume(volume));
        host.endAll(State.SUCCEEDED);
        assertThat(error(paper.ask(new MachineRequest.AttachVolume(volume), "instance", elsewhere)))
                .isEqualTo("invalid-state");
        paper.ask(new MachineRequest.AttachVolume(volume), "instance", other);
        paper.settle();
        assertThat(only(host.waiting()).consumes()).isEqualTo(Resources.NONE);
    }

    @Test
    void twoMachinesThatWantItAtOnceGetItOneAfterTheOtherOrNotAtAll() {
        String volume = machines.volume("data");
        String other = machines.running("other", "a");
        paper.ask(new MachineRequest.AttachVolume(volume), "instance", machine);
        String second = paper.ask(new MachineRequest.AttachVolume(volume), "instance", other);
        paper.settle();
        assertThat(host.waiting()).hasSize(1);

        host.doEverything();

        assertThat(error(second)).isEqualTo("invalid-state");
    }

    @Test
    void whetherItIsAttachedIsNotKnownSoNobodyElseGetsIt() {
        String volume = machines.volume("data");
        ask(new MachineRequest.AttachVolume(volume));
        host.take(only(host.waiting()));
        host.passGate(only(host.active()));
        host.silent();
        paper.world.now = paper.world.now.plus(Duration.ofSeconds(700));
        paper.settle();

        assertThat(machines.volumeRecord(volume).status()).isEqualTo(Volume.Status.ERROR);
        assertThat(machines.volumeRecord(volume).instance()).contains(machine);

        host.back();
        host.endAll(State.SUCCEEDED);
        assertThat(machines.volumeRecord(volume).status()).isEqualTo(Volume.Status.ATTACHED);
        assertThat(machines.record(machine).status()).isEqualTo(Instance.Status.ACTIVE);
    }

    @Test
    void anAttachedVolumeGrowsAndItsMachineIsTold() {
        String volume = attached("data");

        ask(new MachineRequest.GrowVolume(4096), "volume", volume);
        Task task = only(host.waiting());
        assertThat(task.instance()).isEqualTo(machine);
        assertThat(task.consumes()).isEqualTo(new Resources(0, 0, 3072, 0));
        assertThat(machines.record(machine).workUnit()).isPresent();
        host.endAll(State.SUCCEEDED);

        assertThat(machines.volumeRecord(volume).size()).isEqualTo(4096);
        assertThat(only(machines.record(machine).volumes()).size()).isEqualTo(4096);
        assertThat(machines.record(machine).workUnit()).isEmpty();
        assertThat(error(paper.ask(new MachineRequest.GrowVolume(1), "volume", volume)))
                .isEqualTo("invalid-state");
    }

    @Test
    void aVolumeIsNotDeletedWhileAMachineHasIt() {
        String volume = attached("data");
        assertThat(error(paper.ask(new MachineRequest.DeleteVolume(), "volume", volume)))
                .isEqualTo("invalid-state");

        ask(new MachineRequest.DetachVolume(volume));
        host.endAll(State.SUCCEEDED);
        ask(new MachineRequest.DeleteVolume(), "volume", volume);
        assertThat(only(host.waiting()).instance()).isEqualTo(volume);
        host.endAll(State.SUCCEEDED);

        assertThat(paper.paths(PATHS.volumes() + "/.*")).isEmpty();
        assertThat(paper.paths(PATHS.names() + "/.*")).isEmpty();
    }

    @Test
    void aVolumeThatNoHostHasIsDeletedAtOnce() {
        String volume = machines.volume("data");

        ask(new MachineRequest.DeleteVolume(), "volume", volume);

        assertThat(host.waiting()).isEmpty();
        assertThat(paper.paths(PATHS.volumes() + "/.*")).isEmpty();
    }

    // --- snapshots

    @Test
    void aSnapshotIsRecordedAsItBeginsAndReadyInTheEnd() {
        MachineRequest.TakeSnapshot request = machines.snapshot("before", true);
        ask(request);
        String id = request.snapshot().id();
        assertThat(snapshot(id).status()).isEqualTo(Snapshot.Status.TAKING);
        assertThat(machines.record(machine).snapshots()).containsExactly(id);

        host.endAll(State.SUCCEEDED);

        assertThat(snapshot(id).status()).isEqualTo(Snapshot.Status.READY);
        assertThat(snapshot(id).size()).isEqualTo(4096);
        assertThat(snapshot(id).instance()).isEqualTo(machine);
        assertThat(error(paper.ask(machines.snapshot("before", false), "instance", machine)))
                .isEqualTo("name-taken");
    }

    @Test
    void aSnapshotThatFailedLeavesNothingBehind() {
        ask(machines.snapshot("before", false));

        host.endAll(State.FAILED);

        assertThat(paper.paths(PATHS.snapshots() + "/.*")).isEmpty();
        assertThat(paper.paths(PATHS.names() + "/.*")).isEmpty();
        assertThat(machines.record(machine).snapshots()).isEmpty();
    }

    @Test
    void memoryIsNotRestoredIntoAnotherShape() {
        String id = taken("before", true);
        ask(PaperMachines.ram(2048));
        host.endAll(State.SUCCEEDED);

        assertThat(error(paper.ask(new MachineRequest.Restore(id), "instance", machine)))
                .isEqualTo("invalid-state");
    }

    @Test
    void aSnapshotOfAnotherMachineIsNotThere() {
        String id = taken("before", false);
        String other = machines.running("other", "a");

        assertThat(error(paper.ask(new MachineRequest.Restore(id), "instance", other)))
                .isEqualTo("not-found");
    }

    @Test
    void aSnapshotBecomesAnImageThatWaitsForItsData() {
        String id = taken("before", false);
        MachineRequest.SnapshotToImage request = machines.export(id, "golden");
        String work = ask(request);
        String path = PATHS.image(request.image().id());
        assertThat(paper.read(path, Image.class).orElseThrow().status()).isEqualTo(Image.Status.WAITING);

        host.endAll(State.SUCCEEDED);

        Image image = paper.read(path, Image.class).orElseThrow();
        assertThat(image.status()).isEqualTo(Image.Status.READY);
        assertThat(only(image.files()).sha256()).isEqualTo("ab");
        assertThat(paper.done(work).orElseThrow().result()).containsEntry("image", image.id());
    }

    @Test
    void anImageWhoseDataDoesNotComeGoesAgain() {
        String id = taken("before", false);
        ask(machines.export(id, "golden"));

        host.endAll(State.FAILED);

        assertThat(paper.paths(PATHS.images() + "/.*")).isEmpty();
        assertThat(paper.paths(PATHS.names() + "/image/.*")).isEmpty();
    }

    // --- interfaces

    @Test
    void anInterfaceIsClaimedBeforeItsHostKnowsOfIt() {
        ask(PaperMachines.port());

        Nic nic = only(machines.record(machine).nics());
        assertThat(paper.has(Paper.claim(nic.port()))).isTrue();
        assertThat(only(host.waiting()).machine().orElseThrow().nics()).containsExactly(nic);
    }

    @Test
    void anInterfaceIsGivenBackOnlyWhenItsHostHasUnwiredIt() {
        ask(PaperMachines.port());
        host.endAll(State.SUCCEEDED);
        Nic nic = only(machines.record(machine).nics());

        ask(new MachineRequest.DetachPort(nic.port()));
        assertThat(paper.has(Paper.claim(nic.port()))).isTrue();
        assertThat(only(host.waiting()).machine().orElseThrow().nics()).isEmpty();
        host.endAll(State.SUCCEEDED);

        assertThat(paper.has(Paper.claim(nic.port()))).isFalse();
        assertThat(machines.record(machine).nics()).isEmpty();
    }

    @Test
    void anInterfaceThatTheHostCouldNotUndoStaysClaimed() {
        ask(PaperMachines.port());
        host.take(only(host.waiting()));
        host.end(only(host.active()), State.FAILED, false);
        paper.settle();

        Nic nic = only(machines.record(machine).nics());
        assertThat(paper.has(Paper.claim(nic.port()))).isTrue();
        assertThat(machines.record(machine).status()).isEqualTo(Instance.Status.ERROR);

        ask(new MachineRequest.DetachPort(nic.port()));
        host.endAll(State.SUCCEEDED);
        assertThat(paper.paths("/quark/claims/.*")).isEmpty();
    }

    // --- all of it

    @Test
    void withTheMachineItsSnapshotsGoAndItsVolumesStay() {
        String volume = attached("data");
        taken("before", false);

        ask(new WorkRequest.DeleteInstance());
        host.doEverything();

        assertThat(paper.paths(PATHS.instances() + "/.*")).isEmpty();
        assertThat(paper.paths(PATHS.snapshots() + "/.*")).isEmpty();
        assertThat(machines.volumeRecord(volume).status()).isEqualTo(Volume.Status.AVAILABLE);
        assertThat(machines.volumeRecord(volume).compute()).contains("a");
        assertThat(machines.volumeRecord(volume).instance()).isEmpty();
    }

    @Test
    void aFlavorGivesItsShapeAndItsNameIsOneForAllProjects() {
        Flavor flavor = flavor("large");
        ask(new MachineRequest.CreateFlavor(flavor), "flavor", flavor.id());
        assertThat(error(paper.ask(new MachineRequest.CreateFlavor(flavor("large")), "flavor", paper.id("f2"))))
                .isEqualTo("name-taken");

        ask(resize(flavor));
        ask(new MachineRequest.DeleteFlavor(), "flavor", flavor.id());
        host.endAll(State.SUCCEEDED);

        assertThat(machines.record(machine).spec().ram()).isEqualTo(8192);
        assertThat(machines.record(machine).spec().flavor()).contains(flavor.id());
        assertThat(paper.paths(PATHS.flavors() + "/.*")).isEmpty();
    }

    @Test
    void aFlavorWithoutADiskLeavesTheDiskAsItIs() {
        long before = machines.record(machine).spec().storage();
        Flavor flavor = flavor("diskless", 0);
        ask(new MachineRequest.CreateFlavor(flavor), "flavor", flavor.id());

        ask(resize(flavor));
        host.endAll(State.SUCCEEDED);

        assertThat(before).isPositive();
        assertThat(machines.record(machine).spec().storage()).isEqualTo(before);
        assertThat(machines.record(machine).spec().ram()).isEqualTo(8192);
    }

    private static MachineRequest.Resize resize(Flavor flavor) {
        return new MachineRequest.Resize(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(flavor.id()),
                Optional.empty(),
                true,
                false);
    }

    private Flavor flavor(String name) {
        return flavor(name, 4096);
    }

    private Flavor flavor(String name, long storage) {
        return new Flavor(
                paper.id("flavor"), name, Optional.empty(), 8192, 4, storage, Hardware.PLAIN, FakeWorld.START, "");
    }

    private String attached(String name) {
        String volume = machines.volume(name);
        ask(new MachineRequest.AttachVolume(volume));
        host.endAll(State.SUCCEEDED);
        return volume;
    }

    private String taken(String name, boolean memory) {
        MachineRequest.TakeSnapshot request = machines.snapshot(name, memory);
        ask(request);
        host.endAll(State.SUCCEEDED);
        return request.snapshot().id();
    }

    private Snapshot snapshot(String id) {
        return paper.read(PATHS.snapshot(id), Snapshot.class).orElseThrow();
    }

    private String ask(WorkRequest request) {
        return ask(request, "instance", machine);
    }

    private String ask(WorkRequest request, String type, String target) {
        String work = paper.ask(request, type, target);
        paper.settle();
        return work;
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
