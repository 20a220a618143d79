package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.GrowVolume;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.model.Volume;
import io.quark.common.model.VolumeDisk;
import io.quark.common.tree.Op;
import io.quark.orc.schedule.PlacementRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A larger volume. While it is attached its machine is held, too: that is told of the new size. */
final class VolumeGrowing implements Change {

    private final GrowVolume request;
    private final Moves moves;

    VolumeGrowing(GrowVolume request, Moves moves) {
        this.request = request;
        this.moves = moves;
    }

    @Override
    public Begin begin(OpenWork work, World world) {
        Optional<Seen<Volume>> seen = world.volume(work.target());
        if (Turn.waits(work, seen.flatMap(found -> found.value().workUnit()), world)) {
            return new Begin.NotYet(Decision.WAIT);
        }
        if (seen.isEmpty()) {
            return new Begin.Refused(Problems.gone(Names.VOLUME, work.target()));
        }
        Volume volume = seen.get().value();
        Map<String, String> result = Map.of(Names.VOLUME, volume.id());
        if (volume.size() == request.size()) {
            return new Begin.AtOnce(Settled.of(List.of(), result));
        }
        if (volume.size() > request.size()) {
            return refused(volume, "it has " + volume.size() + " MiB already", "a volume only grows");
        }
        return switch (volume.status()) {
            case NEW -> new Begin.AtOnce(Settled.of(List.of(set(seen.get(), grown(volume, Optional.empty()))), result));
            case AVAILABLE -> alone(work, seen.get(), world);
            case ATTACHED -> attached(work, seen.get(), world);
            default -> refused(volume, "it is " + volume.status().text(), "see its fault");
        };
    }

    private Begin alone(OpenWork work, Seen<Volume> seen, World world) {
        Volume volume = seen.value();
        return onHost(work, seen, volume.id(), Optional.empty(), world);
    }

    private Begin attached(OpenWork work, Seen<Volume> seen, World world) {
        Volume volume = seen.value();
        Optional<Seen<Instance>> machine = volume.instance().flatMap(world::instance);
        if (machine.isEmpty() || machine.get().value().status() == Instance.Status.DELETING) {
            return refused(volume, "its machine is going", "ask again when it has gone");
        }
        return Turn.held(work, machine.get().value().workUnit(), world)
                ? new Begin.NotYet(Decision.Wait.until(world.now().plus(Rules.ROOM)))
                : onHost(work, seen, machine.get().value().id(), machine, world);
    }

    private Begin onHost(
            OpenWork work, Seen<Volume> seen, String instance, Optional<Seen<Instance>> machine, World world) {
        Volume volume = seen.value();
        String host = volume.compute().orElse("");
        Resources more = new Resources(0, 0, request.size() - volume.size(), 0);
        Optional<String> lacking = world.lacks(host, PlacementRequest.more(more, Set.of(), Map.of()));
        if (lacking.isPresent()) {
            return new Begin.Refused(Problems.noRoomHere(lacking.get(), "delete something there"));
        }
        Optional<String> holder = Optional.of(work.id());
        List<Op> ops = new ArrayList<>();
        ops.add(set(
                seen,
                volume.moved(
                        volume.compute(),
                        volume.instance(),
                        volume.device(),
                        volume.status(),
                        holder,
                        volume.fault())));
        machine.ifPresent(held ->
                ops.add(moves.set(held, held.value().change().workUnit(holder).build())));
        VolumeDisk disk = new VolumeDisk(
                volume.id(), request.size(), volume.pool(), volume.device().orElse(""));
        return new Begin.OnHost(
                host,
                instance,
                TaskKind.GROW_VOLUME,
                Optional.of(new TaskDetail.OfVolume(disk)),
                machine.map(held -> Machines.machine(resized(held.value(), volume.id()))),
                more,
                ops,
                List.of(),
                0);
    }

    @Override
    public Settled succeeded(OpenWork work, TaskOutcome.Succeeded how, World world) {
        return settled(
                work,
                world,
                volume -> volume.moved(
                                volume.compute(),
                                volume.instance(),
                                volume.device(),
                                volume.status(),
                                Optional.empty(),
                                Optional.empty())
                        .grown(request.size(), Optional.empty()),
                machine -> resized(machine, work.target()).change().wanted().build());
    }

    @Override
    public Settled undone(OpenWork work, TaskOutcome.Undone how, World world) {
        if (how.leftOtherwise()) {
            return unsure(work, how.problem(), world);
        }
        return settled(work, world, volume -> left(volume, volume.fault()), machine -> machine);
    }

    /** It has one size or the other; growing it again makes that certain. */
    @Override
    public Settled unsure(OpenWork work, Problem problem, World world) {
        return settled(work, world, volume -> left(volume, Optional.of(problem)), machine -> machine);
    }

    private Settled settled(
            OpenWork work, World world, UnaryOperator<Volume> becomes, UnaryOperator<Instance> machineBecomes) {
        Optional<Seen<Volume>> seen = world.volume(work.target());
        List<Op> ops = new ArrayList<>();
        seen.ifPresent(found -> ops.add(set(found, becomes.apply(found.value()))));
        seen.flatMap(found -> found.value().instance())
                .flatMap(world::instance)
                .filter(found -> found.value().workUnit().equals(Optional.of(work.id())))
                .ifPresent(found -> ops.add(moves.set(
                        found,
                        machineBecomes
                                .apply(found.value())
                                .change()
                                .workUnit(Optional.empty())
                                .build())));
        return Settled.of(ops, Map.of(Names.VOLUME, work.target()));
    }

    private Op set(Seen<Volume> seen, Volume changed) {
        return VolumeRecords.set(moves.paths(), seen, changed);
    }

    private Volume grown(Volume volume, Optional<String> holder) {
        return volume.grown(request.size(), holder);
    }

    private static Volume left(Volume volume, Optional<Problem> fault) {
        return VolumeRecords.left(volume, volume.status(), fault);
    }

    private Instance resized(Instance machine, String volume) {
        return machine.change()
                .volumes(machine.volumes().stream()
                        .map(disk -> disk.id().equals(volume)
                                ? new VolumeDisk(disk.id(), request.size(), disk.pool(), disk.device())
                                : disk)
                        .toList())
                .build();
    }

    private static Begin refused(Volume volume, String why, String hint) {
        return new Begin.Refused(Problems.invalidState(Names.VOLUME, volume.id(), why, hint));
    }
}
