package io.quark.orc.workflow;

import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.model.Volume;
import io.quark.common.model.VolumeDisk;
import io.quark.common.tree.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A volume that no machine has goes, with what is on it. */
final class VolumeDeleting implements Change {

    private final Moves moves;

    VolumeDeleting(Moves moves) {
        this.moves = moves;
    }

    @Override
    public Begin begin(OpenWork work, World world) {
        Optional<Seen<Volume>> seen = world.volume(work.target());
        if (Turn.waits(work, seen.flatMap(found -> found.value().workUnit()), world)) {
            return new Begin.NotYet(Decision.WAIT);
        }
        if (seen.isEmpty()) {
            return new Begin.AtOnce(gone(work, world)); // one that is gone already is deleted
        }
        Volume volume = seen.get().value();
        if (volume.instance().isPresent()) {
            return new Begin.Refused(Problems.invalidState(
                    Names.VOLUME,
                    volume.id(),
                    "it is attached to the machine " + volume.instance().get(),
                    "detach it first"));
        }
        Optional<String> host = volume.compute().filter(name -> world.sign(name).known());
        if (host.isEmpty()) {
            return new Begin.AtOnce(gone(work, world));
        }
        return new Begin.OnHost(
                host.get(),
                volume.id(),
                TaskKind.DELETE_VOLUME,
                Optional.of(new TaskDetail.OfVolume(new VolumeDisk(volume.id(), volume.size(), volume.pool(), ""))),
                Optional.empty(),
                Resources.NONE,
                List.of(VolumeRecords.set(
                        moves.paths(),
                        seen.get(),
                        volume.moved(
                                volume.compute(),
                                Optional.empty(),
                                Optional.empty(),
                                Volume.Status.DELETING,
                                Optional.of(work.id()),
                                Optional.empty()))),
                List.of(),
                0);
    }

    @Override
    public Settled succeeded(OpenWork work, TaskOutcome.Succeeded how, World world) {
        return gone(work, world);
    }

    @Override
    public Settled undone(OpenWork work, TaskOutcome.Undone how, World world) {
        return how.leftOtherwise()
                ? unsure(work, how.problem(), world)
                : left(work, Volume.Status.AVAILABLE, Optional.empty(), world);
    }

    /** It may be there or not: it can only be deleted again. */
    @Override
    public Settled unsure(OpenWork work, Problem problem, World world) {
        return left(work, Volume.Status.ERROR, Optional.of(problem), world);
    }

    private Settled left(OpenWork work, Volume.Status status, Optional<Problem> fault, World world) {
        return Settled.of(
                VolumeRecords.change(
                        moves.paths(), work.target(), world, was -> VolumeRecords.left(was, status, fault)),
                Map.of());
    }

    private Settled gone(OpenWork work, World world) {
        List<Op> ops = new ArrayList<>();
        world.volume(work.target()).ifPresent(seen -> {
            Volume volume = seen.value();
            ops.add(Op.delete(moves.paths().volume(volume.id()), seen.version()));
            ops.addAll(Names.release(moves.paths(), Names.VOLUME, volume.project(), volume.name(), volume.id(), world));
        });
        return Settled.of(ops, Map.of(Names.VOLUME, work.target()));
    }
}
