package io.quark.api.server;

import io.quark.common.model.Instance;
import io.quark.common.model.InstanceBuilder;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.MachineRequest.AttachVolume;
import io.quark.common.model.MachineRequest.CreateFlavor;
import io.quark.common.model.MachineRequest.CreateVolume;
import io.quark.common.model.MachineRequest.DeleteFlavor;
import io.quark.common.model.MachineRequest.DeleteSnapshot;
import io.quark.common.model.MachineRequest.DeleteVolume;
import io.quark.common.model.MachineRequest.DetachVolume;
import io.quark.common.model.MachineRequest.GrowVolume;
import io.quark.common.model.MachineRequest.Pause;
import io.quark.common.model.MachineRequest.Rescue;
import io.quark.common.model.MachineRequest.Resume;
import io.quark.common.model.MachineRequest.SnapshotToImage;
import io.quark.common.model.MachineRequest.Start;
import io.quark.common.model.MachineRequest.Stop;
import io.quark.common.model.MachineRequest.Suspend;
import io.quark.common.model.MachineRequest.TakeSnapshot;
import io.quark.common.model.MachineRequest.Unrescue;
import io.quark.common.model.PowerState;
import io.quark.common.model.Volume;
import io.quark.common.model.VolumeDisk;
import io.quark.common.model.WorkUnit;
import io.quark.common.testing.LaidOutTree;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a {@link ScriptedOrc} writes when something was done to a machine: the simplest records that could follow. */
final class ScriptedMachines {

    private final LaidOutTree tree;
    private final Paths paths;

    ScriptedMachines(LaidOutTree tree) {
        this.tree = tree;
        this.paths = tree.paths();
    }

    List<Op> done(WorkUnit work, MachineRequest request) {
        String target = work.target().id();
        if (request instanceof CreateFlavor create) {
            return List.of(Op.create(paths.flavor(target), create.flavor()));
        }
        if (request instanceof DeleteFlavor) {
            return List.of(Op.delete(paths.flavor(target), Op.ANY_VERSION));
        }
        if (request instanceof CreateVolume create) {
            return List.of(Op.create(paths.volume(target), create.volume()));
        }
        if (request instanceof GrowVolume grow) {
            return volume(target, volume -> volume.grown(grow.size(), Optional.empty()));
        }
        if (request instanceof DeleteVolume) {
            return List.of(Op.delete(paths.volume(target), Op.ANY_VERSION));
        }
        return ofInstance(target, request);
    }

    private List<Op> ofInstance(String target, MachineRequest request) {
        if (request instanceof TakeSnapshot take) {
            String id = take.snapshot().id();
            List<Op> ops = new ArrayList<>(instance(target, (is, to) -> to.snapshots(with(is.snapshots(), id))));
            ops.add(Op.create(paths.snapshot(id), take.snapshot().ready(4096)));
            return ops;
        }
        if (request instanceof DeleteSnapshot delete) {
            List<Op> ops = new ArrayList<>(instance(target, (is, to) -> to.snapshots(List.of())));
            ops.add(Op.delete(paths.snapshot(delete.snapshot()), Op.ANY_VERSION));
            return ops;
        }
        if (request instanceof SnapshotToImage make) {
            return List.of(Op.create(paths.image(make.image().id()), make.image()));
        }
        if (request instanceof AttachVolume attach) {
            List<Op> ops = new ArrayList<>(
                    volume(attach.volume(), volume -> moved(volume, Optional.of(target), Volume.Status.ATTACHED)));
            ops.addAll(instance(
                    target, (is, to) -> to.volumes(List.of(new VolumeDisk(attach.volume(), 1024, "", "vdc")))));
            return ops;
        }
        if (request instanceof DetachVolume detach) {
            List<Op> ops = new ArrayList<>(
                    volume(detach.volume(), volume -> moved(volume, Optional.empty(), Volume.Status.AVAILABLE)));
            ops.addAll(instance(target, (is, to) -> to.volumes(List.of())));
            return ops;
        }
        return instance(target, (is, to) -> after(to, request));
    }

    private static InstanceBuilder after(InstanceBuilder to, MachineRequest request) {
        if (request instanceof Start || request instanceof Resume) {
            return to.powerState(PowerState.RUNNING);
        }
        if (request instanceof Stop) {
            return to.powerState(PowerState.STOPPED);
        }
        if (request instanceof Pause) {
            return to.powerState(PowerState.PAUSED);
        }
        if (request instanceof Suspend) {
            return to.powerState(PowerState.SUSPENDED);
        }
        if (request instanceof Rescue rescue) {
            return to.rescue(Optional.of(rescue.boot()));
        }
        return request instanceof Unrescue ? to.rescue(Optional.empty()) : to;
    }

    private static Volume moved(Volume volume, Optional<String> instance, Volume.Status status) {
        return volume.moved(
                Optional.of("c1"), instance, instance.map(id -> "vdc"), status, Optional.empty(), Optional.empty());
    }

    private static List<String> with(List<String> some, String more) {
        List<String> all = new ArrayList<>(some);
        all.add(more);
        return all;
    }

    /** Changes a record. */
    private interface Change {
        InstanceBuilder of(Instance is, InstanceBuilder to);
    }

    private List<Op> instance(String id, Change change) {
        Node node = tree.node(paths.instance(id)).orElseThrow();
        Instance is = node.as(Instance.class);
        return List.of(Op.set(node.path(), change.of(is, is.change()).build(), node.version()));
    }

    private List<Op> volume(String id, UnaryOperator<Volume> change) {
        Node node = tree.node(paths.volume(id)).orElseThrow();
        return List.of(Op.set(node.path(), change.apply(node.as(Volume.class)), node.version()));
    }
}
