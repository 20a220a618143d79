package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.Evacuate;
import io.quark.common.model.MachineRequest.Migrate;
import io.quark.common.model.PowerState;
import io.quark.common.model.Problem;
import java.util.Optional;

/** Which machines can be moved. Pure. */
final class MoveRules {

    private MoveRules() {}

    /** Whether something that was asked for earlier comes first. */
    static boolean waits(OpenWork work, Instance instance, World world) {
        return Turn.waits(work, instance.workUnit(), world);
    }

    static Optional<Problem> againstMigration(Instance instance, Migrate request, World world) {
        Optional<String> source = instance.compute();
        if (source.isEmpty() || instance.status() != Instance.Status.ACTIVE) {
            return Optional.of(Problems.notMovable(
                    instance.id(), "it is " + instance.status().text(), "wait until it is active, or see its fault"));
        }
        if (request.compute().equals(source)) {
            return Optional.of(Problems.notMovable(
                    instance.id(), "it is on " + source.get() + " already", "name another compute"));
        }
        if (!world.sign(source.get()).alive()) {
            return Optional.of(Problems.hostSilent(
                    source.get(), "only it could send the machine; if it is dead and fenced, evacuate the machine"));
        }
        return againstState(instance, request.live());
    }

    private static Optional<Problem> againstState(Instance instance, boolean live) {
        if (instance.rescue().isPresent()) {
            return Optional.of(Problems.notMovable(instance.id(), "it is being rescued", "end its rescue first"));
        }
        if (instance.powerState() == PowerState.SUSPENDED) {
            return Optional.of(Problems.notMovable(
                    instance.id(), "its memory lies on its host's disk", "start it, or stop it, first"));
        }
        if (live && !MigrateWorkflow.runs(instance)) {
            return Optional.of(Problems.notMovable(
                    instance.id(), "it does not run, so it cannot be moved live", "ask for a cold migration"));
        }
        return Optional.empty();
    }

    static Optional<Problem> againstEvacuation(Instance instance, Evacuate request, World world) {
        Optional<String> source = instance.compute();
        boolean placed = source.isPresent()
                && (instance.status() == Instance.Status.ACTIVE || instance.status() == Instance.Status.ERROR);
        if (!placed) {
            return Optional.of(Problems.notMovable(
                    instance.id(), "it is " + instance.status().text(), "wait until that has ended"));
        }
        if (!request.fenced()) {
            return Optional.of(Problems.notMovable(
                    instance.id(),
                    "nobody says that " + source.get() + " is fenced: the machine could run twice",
                    "cut the host's power, or its network and storage, and say fenced"));
        }
        if (world.sign(source.get()).alive()) {
            return Optional.of(Problems.notMovable(
                    instance.id(),
                    source.get() + " gives signs of life",
                    "migrate the machine, or stop the host first"));
        }
        return request.compute().equals(source)
                ? Optional.of(Problems.notMovable(instance.id(), "it was on " + source.get(), "name another compute"))
                : Optional.empty();
    }

    /** Its volumes are copied like its own disk; nothing copies snapshots. */
    static Optional<Problem> againstCopy(Instance instance, String from, String host, boolean copy) {
        return copy && !instance.snapshots().isEmpty()
                ? Optional.of(Problems.notMovable(
                        instance.id(),
                        "its snapshots lie on " + from + ", which shares no storage with " + host,
                        "delete its snapshots (or make images of them), or name a compute that shares the storage"))
                : Optional.empty();
    }

    /** A dead host sends nothing. */
    static Optional<Problem> againstLeaving(Instance instance, String from, String host, boolean copy) {
        boolean none = instance.volumes().isEmpty() && instance.snapshots().isEmpty();
        return !copy || none
                ? Optional.empty()
                : Optional.of(Problems.notMovable(
                        instance.id(),
                        "its " + what(instance) + " lie on " + from + ", which shares no storage with " + host
                                + ", and would be lost",
                        "bring " + from + " back"));
    }

    private static String what(Instance instance) {
        if (instance.volumes().isEmpty()) {
            return "snapshots";
        }
        return instance.snapshots().isEmpty() ? "volumes" : "volumes and snapshots";
    }
}
