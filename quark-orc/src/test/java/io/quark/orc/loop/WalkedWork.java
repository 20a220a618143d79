package io.quark.orc.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.Managed;
import io.quark.common.model.Snapshot;
import io.quark.common.model.Volume;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit;
import io.quark.orc.testing.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A machine and what belongs to it, of which something is asked while orcs die. */
final class WalkedWork {

    static final List<String> HOSTS = List.of("a", "b");
    private static final Duration GRACE = Duration.ofSeconds(1);
    /** Far less than an audit's patience with a host. */
    private static final Duration MOMENT = Duration.ofMillis(50);

    final OrcBed bed;
    final String network;
    final String volume = Ids.fresh();
    final String image = Ids.fresh();
    final String flavor = Ids.fresh();
    private String machine = "";
    private String snapshot = "";

    WalkedWork(OrcBed bed, String network) {
        this.bed = bed;
        this.network = network;
    }

    // --- what is asked

    void build() {
        String build = bed.requests.build("web", network);
        well(build);
        machine = bed.requests.instanceOf(build);
        snapshot = Ids.freshIn(bed.paths.shardOf(machine), bed.paths.shards());
    }

    String machine() {
        return machine;
    }

    String snapshot() {
        return snapshot;
    }

    Instance instance() {
        return read(bed.paths.instance(machine), Instance.class).orElseThrow();
    }

    /** Of the machine. */
    String ask(WorkRequest request) {
        return ask(request, "instance", machine);
    }

    String ask(WorkRequest request, String type, String target) {
        return bed.requests.ask(Ids.freshIn(bed.paths.shardOf(target), bed.paths.shards()), request, type, target);
    }

    void well(String work) {
        awaitEnd(work);
        WorkUnit done = bed.requests.done(work).orElseThrow();
        assertThat(done.state()).as("%s", done.error()).isEqualTo(WorkUnit.State.SUCCEEDED);
    }

    void awaitEnd(String work) {
        OrcBed.soon().until(() -> {
            goesOn(work);
            return bed.requests.done(work).isPresent();
        });
    }

    /** Hosts look again at what waits for orc; for what waits for its time, that passes. */
    void goesOn(String work) {
        bed.computes.lookAgain();
        if (waits(bed.paths.nextWorkUnit(work), MachineRequest.Evacuate.class)) {
            bed.passes(GRACE);
        } else if (waits(bed.paths.activeWorkUnit(work), MachineRequest.Audit.class)) {
            bed.passes(MOMENT);
        }
    }

    private boolean waits(String path, Class<? extends WorkRequest> kind) {
        return read(path, WorkUnit.class)
                .flatMap(WorkUnit::request)
                .filter(kind::isInstance)
                .isPresent();
    }

    void makeVolume() {
        well(askForVolume());
    }

    String askForVolume() {
        Volume record = new Volume(
                volume,
                "data-" + volume,
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
                Instant.EPOCH);
        return ask(new MachineRequest.CreateVolume(record), "volume", volume);
    }

    String askForSnapshot() {
        return ask(new MachineRequest.TakeSnapshot(new Snapshot(
                snapshot,
                "before",
                Requests.PROJECT,
                machine,
                false,
                0,
                instance().spec(),
                Snapshot.Status.TAKING,
                Instant.EPOCH)));
    }

    /** Its host is dead. */
    void hostDies() {
        bed.silence(instance().compute().orElseThrow());
    }

    // --- what came of it

    /** How the work ended, and everything that there is now, in words that two of the same history share. */
    List<String> picture(String work) {
        List<String> picture = new ArrayList<>();
        WorkUnit done = bed.requests.done(work).orElseThrow();
        picture.add("work: " + done.state() + ", " + done.error().map(problem -> problem.type()) + ", tells "
                + done.result().keySet().stream().sorted().toList());
        picture.add(
                "machine: " + read(bed.paths.instance(machine), Instance.class).map(WalkedWork::words));
        picture.add("volume: "
                + read(bed.paths.volume(volume), Volume.class)
                        .map(it -> it.status() + ", " + it.size() + ", " + it.workUnit() + ", "
                                + it.compute().isPresent()));
        picture.add("hosts have: "
                + HOSTS.stream()
                        .flatMap(host -> List.of(machine, volume).stream()
                                .flatMap(id -> read(bed.paths.managed(host, id), Managed.class).stream()))
                        .map(managed -> managed.kind() + ", " + managed.status() + ", " + managed.consumes())
                        .toList());
        picture.add("snapshot: "
                + read(bed.paths.snapshot(snapshot), Snapshot.class).map(Snapshot::status));
        picture.add("image: " + bed.tree.node(bed.paths.image(image)).isPresent());
        picture.add("flavor: " + bed.tree.node(bed.paths.flavor(flavor)).isPresent());
        picture.add("group: " + bed.tree.node(bed.paths.group(work)).isPresent());
        return picture;
    }

    private static String words(Instance instance) {
        return "%s, wanted %s, held by %s, fault %s, %s MiB, %d interfaces, volumes %s, %d snapshots, rescued %s, %s"
                .formatted(
                        instance.status(),
                        instance.powerState(),
                        instance.workUnit(),
                        instance.fault(),
                        instance.spec().ram(),
                        instance.nics().size(),
                        instance.volumes().stream().map(volume -> volume.size()).toList(),
                        instance.snapshots().size(),
                        instance.rescue().isPresent(),
                        instance.name());
    }

    /** Everything goes that is left of it; hosts that were dead are back. */
    void goes() {
        for (String host : HOSTS) {
            if (bed.tree.node(bed.paths.alive(host)).isEmpty()) {
                bed.computes.revive(host);
            }
        }
        bed.awaitReady(HOSTS.size());
        if (bed.tree.node(bed.paths.instance(machine)).isPresent()) {
            well(bed.requests.delete(machine));
        }
        if (bed.tree.node(bed.paths.volume(volume)).isPresent()) {
            well(ask(new MachineRequest.DeleteVolume(), "volume", volume));
        }
        if (bed.tree.node(bed.paths.image(image)).isPresent()) {
            well(ask(new WorkRequest.DeleteImage(), "image", image));
        }
        if (bed.tree.node(bed.paths.flavor(flavor)).isPresent()) {
            well(ask(new MachineRequest.DeleteFlavor(), "flavor", flavor));
        }
    }

    private <T> Optional<T> read(String path, Class<T> type) {
        return bed.tree.node(path).map(node -> node.as(type));
    }
}
