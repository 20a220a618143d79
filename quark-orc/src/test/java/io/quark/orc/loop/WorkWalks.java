package io.quark.orc.loop;

import io.quark.common.id.Ids;
import io.quark.common.model.Boot;
import io.quark.common.model.Flavor;
import io.quark.common.model.Hardware;
import io.quark.common.model.Image;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.orc.testing.Requests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Every kind of work that machines, and what they are made of, can be asked. */
final class WorkWalks {

    private static final Boot BOOT = new Boot(Optional.empty(), List.of(), Optional.empty());
    private static final List<WorkRequest> PARTS = List.of(
            new MachineRequest.Stop(true, 1),
            new WorkRequest.UpdateInstance(Optional.of("other"), Optional.empty()),
            new WorkRequest.UpdateInstance(Optional.empty(), Optional.of(Map.of("a", "b"))));

    private WorkWalks() {}

    static List<WorkWalk> all() {
        return Stream.of(power(), shape(), snapshots(), ports(), volumes(), moves(), records())
                .flatMap(List::stream)
                .toList();
    }

    private static List<WorkWalk> power() {
        return List.of(
                WorkWalk.of(new MachineRequest.Start()).after(asked(new MachineRequest.Stop(true, 1))),
                WorkWalk.of(new MachineRequest.Stop(false, 1)),
                WorkWalk.of(new MachineRequest.Reboot(false, 1)),
                WorkWalk.of(new MachineRequest.Pause()),
                WorkWalk.of(new MachineRequest.Resume()).after(asked(new MachineRequest.Pause())),
                WorkWalk.of(new MachineRequest.Suspend()));
    }

    private static List<WorkWalk> shape() {
        return List.of(
                WorkWalk.of(resize(300)),
                WorkWalk.of(resize(1_000_000)).refused(),
                WorkWalk.of(new MachineRequest.Rebuild(Optional.empty(), BOOT)),
                WorkWalk.of(new MachineRequest.Rescue(BOOT)),
                WorkWalk.of(new MachineRequest.Unrescue()).after(asked(new MachineRequest.Rescue(BOOT))),
                WorkWalk.of(new WorkRequest.UpdateInstance(Optional.of("other"), Optional.of(Map.of("a", "b")))));
    }

    private static MachineRequest.Resize resize(long ram) {
        return new MachineRequest.Resize(
                Optional.of(ram), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true, false);
    }

    private static List<WorkWalk> snapshots() {
        return List.of(
                WorkWalk.of(MachineRequest.TakeSnapshot.class, WalkedWork::askForSnapshot),
                WorkWalk.of(MachineRequest.Restore.class, work -> work.ask(new MachineRequest.Restore(work.snapshot())))
                        .after(WorkWalks::snapshot),
                WorkWalk.of(
                                MachineRequest.DeleteSnapshot.class,
                                work -> work.ask(new MachineRequest.DeleteSnapshot(work.snapshot())))
                        .after(WorkWalks::snapshot),
                WorkWalk.of(MachineRequest.SnapshotToImage.class, WorkWalks::toImage)
                        .after(WorkWalks::snapshot));
    }

    private static void snapshot(WalkedWork work) {
        work.well(work.askForSnapshot());
    }

    private static String toImage(WalkedWork work) {
        Image image = new Image(
                work.image,
                "image-" + work.image,
                Requests.PROJECT,
                "qcow2",
                List.of(),
                Optional.empty(),
                Image.Status.WAITING,
                Instant.EPOCH,
                "");
        return work.ask(new MachineRequest.SnapshotToImage(work.snapshot(), image, "http://127.0.0.1/image"));
    }

    private static List<WorkWalk> ports() {
        return List.of(
                WorkWalk.of(MachineRequest.AttachPort.class, WorkWalks::attachPort),
                WorkWalk.of(
                                MachineRequest.DetachPort.class,
                                work -> work.ask(new MachineRequest.DetachPort(
                                        work.instance().nics().get(1).port())))
                        .after(work -> work.well(attachPort(work))));
    }

    private static String attachPort(WalkedWork work) {
        return work.ask(new MachineRequest.AttachPort(NicRequest.on(work.network, List.of(), Optional.empty())));
    }

    private static List<WorkWalk> volumes() {
        return List.of(
                WorkWalk.of(MachineRequest.CreateVolume.class, WalkedWork::askForVolume),
                WorkWalk.of(MachineRequest.AttachVolume.class, WorkWalks::attachVolume)
                        .after(WalkedWork::makeVolume),
                WorkWalk.of(
                                MachineRequest.DetachVolume.class,
                                work -> work.ask(new MachineRequest.DetachVolume(work.volume)))
                        .after(WorkWalks::withVolume),
                WorkWalk.of(MachineRequest.GrowVolume.class, WorkWalks::growVolume)
                        .after(WorkWalks::withVolume),
                WorkWalk.of(MachineRequest.GrowVolume.class, WorkWalks::growVolume)
                        .after(WorkWalks::freeVolume)
                        .named("GrowVolume that no machine has"),
                WorkWalk.of(
                                MachineRequest.DeleteVolume.class,
                                work -> work.ask(new MachineRequest.DeleteVolume(), "volume", work.volume))
                        .after(WorkWalks::freeVolume));
    }

    private static String attachVolume(WalkedWork work) {
        return work.ask(new MachineRequest.AttachVolume(work.volume));
    }

    private static String growVolume(WalkedWork work) {
        return work.ask(new MachineRequest.GrowVolume(99), "volume", work.volume);
    }

    private static void withVolume(WalkedWork work) {
        work.makeVolume();
        work.well(attachVolume(work));
    }

    private static void freeVolume(WalkedWork work) {
        withVolume(work);
        work.well(work.ask(new MachineRequest.DetachVolume(work.volume)));
    }

    private static List<WorkWalk> moves() {
        return List.of(
                WorkWalk.of(migrate(true)),
                WorkWalk.of(migrate(false)).named("Migrate cold"),
                WorkWalk.of(new MachineRequest.Evacuate(Optional.empty(), true)).after(WalkedWork::hostDies));
    }

    private static MachineRequest.Migrate migrate(boolean live) {
        return new MachineRequest.Migrate(live, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static List<WorkWalk> records() {
        return List.of(
                WorkWalk.of(MachineRequest.CreateFlavor.class, WorkWalks::makeFlavor),
                WorkWalk.of(
                                MachineRequest.DeleteFlavor.class,
                                work -> work.ask(new MachineRequest.DeleteFlavor(), "flavor", work.flavor))
                        .after(work -> work.well(makeFlavor(work))),
                WorkWalk.of(
                        MachineRequest.Audit.class,
                        work -> work.ask(new MachineRequest.Audit(List.of()), "tree", Ids.derived("tree"))),
                WorkWalk.of(MachineRequest.Group.class, WorkWalks::group));
    }

    private static String makeFlavor(WalkedWork work) {
        Flavor flavor = new Flavor(
                work.flavor, "flavor-" + work.flavor, Optional.empty(), 100, 1, 10, Hardware.PLAIN, Instant.EPOCH, "");
        return work.ask(new MachineRequest.CreateFlavor(flavor), "flavor", work.flavor);
    }

    /** What one machine is asked at once, in whatever order. */
    private static String group(WalkedWork work) {
        String group = Ids.fresh();
        List<String> children = new ArrayList<>();
        List<Op> ops = new ArrayList<>();
        ops.add(Op.createEmpty(work.bed.paths.group(group)));
        for (WorkRequest request : PARTS) {
            String child = Ids.freshIn(work.bed.paths.shardOf(work.machine()), work.bed.paths.shards());
            children.add(child);
            ops.add(Op.createEmpty(work.bed.paths.groupChild(group, child)));
            ops.add(Op.create(
                    work.bed.paths.nextWorkUnit(child),
                    WorkUnit.accepted(
                                    child,
                                    Requests.PROJECT,
                                    new Target("instance", work.machine(), "web"),
                                    request,
                                    Optional.empty(),
                                    Instant.EPOCH)
                            .childOf(group)));
        }
        ops.add(Op.create(
                work.bed.paths.nextWorkUnit(group),
                WorkUnit.accepted(
                        group,
                        Requests.PROJECT,
                        new Target("group", group, "group"),
                        new MachineRequest.Group("power", children),
                        Optional.empty(),
                        Instant.EPOCH)));
        work.bed.tree.commit(ops.toArray(Op[]::new));
        return group;
    }

    private static Consumer<WalkedWork> asked(WorkRequest request) {
        return work -> work.well(work.ask(request));
    }
}
