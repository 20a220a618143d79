package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.Problem;
import io.quark.common.model.Volume;
import io.quark.common.model.VolumeDisk;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The operations on records of volumes. */
final class VolumeRecords {

    /** The first letters belong to the machine's own disks. */
    private static final char FIRST_DEVICE = 'c';

    private VolumeRecords() {}

    static Op set(Paths paths, Seen<Volume> seen, Volume changed) {
        return Op.set(paths.volume(changed.id()), changed, seen.version());
    }

    /** Nothing where the record has gone. */
    static List<Op> change(Paths paths, String id, World world, UnaryOperator<Volume> becomes) {
        return world.volume(id).stream()
                .map(seen -> set(paths, seen, becomes.apply(seen.value())))
                .toList();
    }

    /** Where it lies nothing has it: on that host, or nowhere yet. */
    static Volume free(Volume was, Optional<String> compute) {
        return was.moved(
                compute,
                Optional.empty(),
                Optional.empty(),
                compute.isPresent() ? Volume.Status.AVAILABLE : Volume.Status.NEW,
                Optional.empty(),
                Optional.empty());
    }

    /** Still that machine's, or none's, as before; nobody holds it any more. */
    static Volume left(Volume was, Volume.Status status, Optional<Problem> fault) {
        return was.moved(was.compute(), was.instance(), was.device(), status, Optional.empty(), fault);
    }

    /** Its machine goes: the volumes stay, where they are. */
    static List<Op> freeAll(Paths paths, Instance machine, World world) {
        return machine.volumes().stream()
                .flatMap(disk -> world.volume(disk.id()).stream())
                .filter(seen -> seen.value().instance().equals(Optional.of(machine.id())))
                .map(seen -> set(
                        paths, seen, free(seen.value(), seen.value().compute().or(machine::compute))))
                .toList();
    }

    /** MiB of all of a machine's together. */
    static long size(Instance machine) {
        return machine.volumes().stream().mapToLong(VolumeDisk::size).sum();
    }

    /** Its machine is another host's now, and they with it. */
    static List<Op> moveAll(Paths paths, Instance machine, String host, World world) {
        return machine.volumes().stream()
                .flatMap(disk -> world.volume(disk.id()).stream())
                .filter(seen -> seen.value().instance().equals(Optional.of(machine.id())))
                .map(seen -> set(paths, seen, at(seen.value(), host)))
                .toList();
    }

    private static Volume at(Volume was, String host) {
        return was.moved(Optional.of(host), was.instance(), was.device(), was.status(), was.workUnit(), was.fault());
    }

    /** The first device that the machine has not got. */
    static String device(Instance machine) {
        List<String> taken = machine.volumes().stream().map(VolumeDisk::device).toList();
        char letter = FIRST_DEVICE;
        while (taken.contains("vd" + letter)) {
            letter++;
        }
        return "vd" + letter;
    }

    static Instance with(Instance machine, VolumeDisk disk) {
        List<VolumeDisk> disks = new ArrayList<>(without(machine, disk.id()).volumes());
        disks.add(disk);
        return machine.change().volumes(disks).build();
    }

    static Instance without(Instance machine, String volume) {
        return machine.change()
                .volumes(machine.volumes().stream()
                        .filter(disk -> !disk.id().equals(volume))
                        .toList())
                .build();
    }
}
