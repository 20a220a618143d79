package io.quark.api.e2e;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One manipulation of a machine that runs, and runs again afterwards, so that it can be asked any number of times.
 *
 * @param kind of the task that does it
 * @param points where it hurts most to be ended; none: it is walked through only where all are
 * @param wanted the machine's status afterwards
 * @param before brings the machine where it can be asked
 * @param after brings everything back
 */
record CrashedManipulation(
        String kind,
        List<String> points,
        String wanted,
        Consumer<CrashedMachine> before,
        Function<CrashedMachine, Rest.Answer> ask,
        Consumer<CrashedMachine> after) {

    static final String GATE = "gate.after";
    static final String END = "end.before";

    static CrashedManipulation of(String kind, Function<CrashedMachine, Rest.Answer> ask, String... points) {
        return new CrashedManipulation(kind, List.of(points), "running", machine -> {}, ask, machine -> {});
    }

    /** Its guest would have to be asked to shut down, and has no system to do so. */
    private static CrashedManipulation whileOff(
            String kind, Function<CrashedMachine, Rest.Answer> ask, String... points) {
        return of(kind, ask, points)
                .after(CrashedMachine::stopped)
                .leaving("stopped")
                .then(machine -> machine.done("start"));
    }

    CrashedManipulation after(Consumer<CrashedMachine> earlier) {
        return new CrashedManipulation(kind, points, wanted, earlier, ask, after);
    }

    CrashedManipulation then(Consumer<CrashedMachine> later) {
        return new CrashedManipulation(kind, points, wanted, before, ask, later);
    }

    CrashedManipulation leaving(String status) {
        return new CrashedManipulation(kind, points, status, before, ask, after);
    }

    /** What one host can do with a machine whose guest has to let go of what is unplugged. */
    static List<CrashedManipulation> ofGuests() {
        return List.of(
                of("attach_port", CrashedMachine::attachPort).then(machine -> machine.does(machine.detachPort())),
                of("detach_port", CrashedMachine::detachPort).after(machine -> machine.does(machine.attachPort())),
                of("attach_volume", CrashedMachine::attachVolume, GATE)
                        .after(CrashedMachine::newVolume)
                        .then(CrashedMachine::withoutAttachedVolume),
                of("detach_volume", CrashedMachine::detachVolume)
                        .after(CrashedMachine::newAttachedVolume)
                        .then(CrashedMachine::withoutVolume),
                of("grow_volume", CrashedMachine::growVolume)
                        .after(CrashedMachine::newAttachedVolume)
                        .then(CrashedMachine::withoutAttachedVolume),
                of("delete_volume", CrashedMachine::deleteVolume).after(CrashedMachine::newMadeVolume));
    }

    /** What one host can do with a machine in which no guest has to help. */
    static List<CrashedManipulation> ofBlanks() {
        return List.of(
                of("pause", machine -> machine.act("pause")).leaving("paused").then(machine -> machine.done("resume")),
                of("resume", machine -> machine.act("resume")).after(machine -> machine.done("pause")),
                of("suspend", machine -> machine.act("suspend"), END)
                        .leaving("suspended")
                        .then(machine -> machine.done("resume")),
                of("start", machine -> machine.act("start")).after(CrashedMachine::stopped),
                of("stop", CrashedMachine::stop, "orc.change.after")
                        .leaving("stopped")
                        .then(machine -> machine.done("start")),
                of("reboot", CrashedMachine::reboot),
                whileOff("resize", CrashedMachine::resize),
                whileOff("rebuild", machine -> machine.act("rebuild", "image", Quark.BLANK)),
                of("rescue", CrashedMachine::rescue)
                        .after(CrashedMachine::stopped)
                        .then(CrashedMachine::outOfRescue),
                whileOff("unrescue", machine -> machine.act("unrescue")).after(CrashedMachine::stoppedInRescue),
                of("snapshot", machine -> machine.snapshot(false)).then(CrashedMachine::withoutSnapshot),
                of("snapshot", machine -> machine.snapshot(true)).then(CrashedMachine::withoutSnapshot),
                of("restore", machine -> machine.act("restore", "snapshot", machine.lastSnapshot()), GATE)
                        .after(machine -> machine.does(machine.snapshot(true)))
                        .then(CrashedMachine::withoutSnapshot),
                of("delete_snapshot", CrashedMachine::deleteSnapshot)
                        .after(machine -> machine.does(machine.snapshot(false))),
                of("export_snapshot", CrashedMachine::export)
                        .after(machine -> machine.does(machine.snapshot(false)))
                        .then(CrashedMachine::withoutSnapshot));
    }
}
