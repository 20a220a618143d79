package io.quark.orc.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.PowerState;
import io.quark.common.model.Snapshot;
import io.quark.common.model.Target;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.Volume;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.orc.testing.Requests;
import io.quark.orc.testing.ScriptedComputes.Until;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes of machines through the whole event thread: views, transactions, the real model of networks, scripted hosts. */
class ChangeLoopTest {

    private final OrcBed bed = new OrcBed().hosts("a", "b").start();

    @AfterEach
    void nothingIsLeft() {
        try (bed) {
            bed.idle();
            assertThat(bed.findings()).isEmpty();
        }
    }

    @Test
    void aMachineLivesThroughEverythingThatCanBeAskedOfIt() {
        String network = bed.requests.network("lan", "10.0.0.0/24");
        String machine = built("web", network);
        String volume = volume("data");

        well(ask(new MachineRequest.Stop(false, 1), machine));
        assertThat(instance(machine).powerState()).isEqualTo(PowerState.STOPPED);
        well(ask(new MachineRequest.Start(), machine));
        well(ask(resize(300), machine));
        well(ask(new MachineRequest.AttachVolume(volume), machine));
        well(ask(new MachineRequest.GrowVolume(99), "volume", volume));
        assertThat(instance(machine).volumes().get(0).size()).isEqualTo(99);
        String attach =
                ask(new MachineRequest.AttachPort(NicRequest.on(network, List.of(), Optional.empty())), machine);
        WorkUnit attached = well(attach);
        assertThat(attached.result()).containsKeys("port", "ips");
        assertThat(instance(machine).nics()).hasSize(2);
        assertThat(ports(network)).hasSize(2);
        well(ask(new MachineRequest.DetachPort(attached.result().get("port")), machine));
        assertThat(ports(network)).hasSize(1);
        well(ask(snapshot(machine), machine));
        assertThat(instance(machine).spec().ram()).isEqualTo(300);

        well(bed.requests.delete(machine));
        assertThat(read(bed.paths.volume(volume), Volume.class).orElseThrow().status())
                .isEqualTo(Volume.Status.AVAILABLE);
        well(ask(new MachineRequest.DeleteVolume(), "volume", volume));
    }

    @Test
    void anotherOrcGoesOnWhereOneStopped() {
        String machine = built("web");
        bed.computes.script("a", Until.TAKEN);
        bed.computes.script("b", Until.TAKEN);
        String stop = ask(new MachineRequest.Stop(false, 1), machine);
        String start = ask(new MachineRequest.Start(), machine);
        await().until(() -> read(bed.paths.activeWorkUnit(stop), WorkUnit.class).isPresent());

        bed.restart();
        bed.computes.script("a", Until.END);
        bed.computes.script("b", Until.END);

        well(stop);
        well(start);
        assertThat(instance(machine).powerState()).isEqualTo(PowerState.RUNNING);
    }

    @Test
    void whatItsHostHasNoRoomForIsRefusedAndTakesNone() {
        String machine = built("web");

        assertThat(done(ask(resize(1_000_000), machine)).error().orElseThrow().type())
                .isEqualTo("no-capacity");
        assertThat(instance(machine).workUnit()).isEmpty();
    }

    @Test
    void anInterfaceThatFailsGivesItsAddressesBack() {
        String network = bed.requests.network("lan", "10.0.0.0/24");
        String machine = built("web", network);
        bed.computes.builds("a", TaskEnd.State.FAILED);
        bed.computes.builds("b", TaskEnd.State.FAILED);

        WorkUnit failed =
                done(ask(new MachineRequest.AttachPort(NicRequest.on(network, List.of(), Optional.empty())), machine));

        assertThat(failed.error().orElseThrow().type()).isEqualTo("scripted");
        assertThat(instance(machine).nics()).hasSize(1);
        assertThat(ports(network)).hasSize(1);
    }

    @Test
    void aGroupOfBuildsInManyShardsEndsWithItsLastPart() {
        String group = Ids.fresh();
        List<Op> ops = new ArrayList<>();
        List<String> children = new ArrayList<>();
        ops.add(Op.createEmpty(bed.paths.group(group)));
        for (int i = 0; i < 12; i++) {
            String machine = built("m" + i);
            String child = Ids.freshIn(bed.paths.shardOf(machine), bed.paths.shards());
            children.add(child);
            ops.add(Op.createEmpty(bed.paths.groupChild(group, child)));
            ops.add(Op.create(
                    bed.paths.nextWorkUnit(child),
                    WorkUnit.accepted(
                                    child,
                                    Requests.PROJECT,
                                    new Target("instance", machine, "m" + i),
                                    new WorkRequest.DeleteInstance(),
                                    Optional.empty(),
                                    Instant.EPOCH)
                            .childOf(group)));
        }
        ops.add(Op.create(
                bed.paths.nextWorkUnit(group),
                WorkUnit.accepted(
                        group,
                        Requests.PROJECT,
                        new Target("group", group, "delete"),
                        new MachineRequest.Group("delete", children),
                        Optional.empty(),
                        Instant.EPOCH)));
        bed.tree.commit(ops.toArray(new Op[0]));

        assertThat(well(group).result()).containsEntry("succeeded", "12");
        assertThat(bed.tree.node(bed.paths.group(group))).isEmpty();
    }

    private String built(String name, String... networks) {
        String build = bed.requests.build(name, networks);
        well(build);
        return bed.requests.instanceOf(build);
    }

    private String volume(String name) {
        String id = Ids.fresh();
        well(ask(
                new MachineRequest.CreateVolume(new Volume(
                        id,
                        name,
                        Requests.PROJECT,
                        10,
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Volume.Status.NEW,
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Instant.EPOCH)),
                "volume",
                id));
        return id;
    }

    private MachineRequest.TakeSnapshot snapshot(String machine) {
        return new MachineRequest.TakeSnapshot(new Snapshot(
                Ids.freshIn(bed.paths.shardOf(machine), bed.paths.shards()),
                "before",
                Requests.PROJECT,
                machine,
                false,
                0,
                instance(machine).spec(),
                Snapshot.Status.TAKING,
                Instant.EPOCH));
    }

    private static MachineRequest.Resize resize(long ram) {
        return new MachineRequest.Resize(
                Optional.of(ram), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true, false);
    }

    private String ask(WorkRequest request, String machine) {
        return ask(request, "instance", machine);
    }

    private String ask(WorkRequest request, String type, String target) {
        return bed.requests.ask(Ids.freshIn(bed.paths.shardOf(target), bed.paths.shards()), request, type, target);
    }

    private WorkUnit done(String work) {
        await().until(() -> bed.requests.done(work).isPresent());
        return bed.requests.done(work).orElseThrow();
    }

    private WorkUnit well(String work) {
        WorkUnit ended = done(work);
        assertThat(ended.error()).isEmpty();
        assertThat(ended.state()).isEqualTo(WorkUnit.State.SUCCEEDED);
        return ended;
    }

    private Instance instance(String id) {
        return read(bed.paths.instance(id), Instance.class).orElseThrow();
    }

    private List<String> ports(String network) {
        List<String> buckets = new ArrayList<>();
        for (int bucket = 0; bucket < 16; bucket++) {
            buckets.add(bed.paths.portBucket(network, bucket));
        }
        return bed.tree.session().list(buckets).join().stream()
                .flatMap(Optional::stream)
                .flatMap(List::stream)
                .toList();
    }

    private <T> Optional<T> read(String path, Class<T> type) {
        return bed.tree.node(path).map(node -> node.as(type));
    }
}
