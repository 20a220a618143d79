package io.quark.compute;

import static io.quark.common.model.TaskKind.ATTACH_PORT;
import static io.quark.common.model.TaskKind.ATTACH_VOLUME;
import static io.quark.common.model.TaskKind.AUDIT;
import static io.quark.common.model.TaskKind.DELETE_SNAPSHOT;
import static io.quark.common.model.TaskKind.DELETE_VOLUME;
import static io.quark.common.model.TaskKind.DETACH_PORT;
import static io.quark.common.model.TaskKind.DETACH_VOLUME;
import static io.quark.common.model.TaskKind.EXPORT_SNAPSHOT;
import static io.quark.common.model.TaskKind.GROW_VOLUME;
import static io.quark.common.model.TaskKind.PAUSE;
import static io.quark.common.model.TaskKind.REBOOT;
import static io.quark.common.model.TaskKind.REBUILD;
import static io.quark.common.model.TaskKind.RECEIVE;
import static io.quark.common.model.TaskKind.RESCUE;
import static io.quark.common.model.TaskKind.RESIZE;
import static io.quark.common.model.TaskKind.RESTORE;
import static io.quark.common.model.TaskKind.RESUME;
import static io.quark.common.model.TaskKind.SEND;
import static io.quark.common.model.TaskKind.SNAPSHOT;
import static io.quark.common.model.TaskKind.START;
import static io.quark.common.model.TaskKind.STOP;
import static io.quark.common.model.TaskKind.SUSPEND;
import static io.quark.common.model.TaskKind.UNRESCUE;

import io.quark.common.model.Machine;
import io.quark.common.model.Nic;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.model.VolumeDisk;
import io.quark.compute.sim.SimMoving;
import io.quark.compute.testing.Machines;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every kind of change, in each of the ways in which its steps differ. */
final class ChangeWalks {

    private static final TaskDetail ASKED = new TaskDetail.Power(false, 30);
    private static final TaskDetail FORCED = new TaskDetail.Power(true, 30);
    private static final TaskDetail LIVE = new TaskDetail.Shape(false);
    private static final TaskDetail WITH_RESTART = new TaskDetail.Shape(true);

    private ChangeWalks() {}

    /** @param uploadTo where an api takes what is exported */
    static List<ChangeWalk> all(String uploadTo) {
        return Stream.of(power(), shape(), boot(), snapshots(uploadTo), ports(), volumes(), moves())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ChangeWalk> power() {
        return List.of(
                ChangeWalk.of(START, machine -> machine.ask(START)).after(WalkedMachine::stopped),
                ChangeWalk.of(START, "start of a suspended machine", machine -> machine.ask(START))
                        .after(machine -> machine.done(machine.ask(SUSPEND))),
                ChangeWalk.of(STOP, machine -> machine.ask(STOP, ASKED)),
                ChangeWalk.of(STOP, "stop that is forced", machine -> machine.ask(STOP, FORCED)),
                ChangeWalk.of(REBOOT, machine -> machine.ask(REBOOT, ASKED)),
                ChangeWalk.of(REBOOT, "reboot that is forced", machine -> machine.ask(REBOOT, FORCED)),
                ChangeWalk.of(PAUSE, machine -> machine.ask(PAUSE)),
                ChangeWalk.of(RESUME, machine -> machine.ask(RESUME))
                        .after(machine -> machine.done(machine.ask(PAUSE))),
                ChangeWalk.of(RESUME, "resume of a suspended machine", machine -> machine.ask(RESUME))
                        .after(machine -> machine.done(machine.ask(SUSPEND))),
                ChangeWalk.of(SUSPEND, machine -> machine.ask(SUSPEND)));
    }

    private static List<ChangeWalk> shape() {
        return List.of(
                ChangeWalk.of(RESIZE, "resize live", machine -> machine.ask(RESIZE, grown(machine), LIVE)),
                ChangeWalk.of(
                                RESIZE,
                                "resize of a machine that is off",
                                machine -> machine.ask(RESIZE, grown(machine), LIVE))
                        .after(WalkedMachine::stopped),
                ChangeWalk.of(
                                RESIZE,
                                "resize with a restart",
                                machine -> machine.ask(
                                        RESIZE, Machines.shaped(machine.machine(), 256, 1, 10), WITH_RESTART))
                        .after(machine -> machine.becomes(RESIZE, grown(machine), LIVE)));
    }

    private static Machine grown(WalkedMachine machine) {
        return Machines.shaped(machine.machine(), 512, 2, 10);
    }

    private static List<ChangeWalk> boot() {
        return List.of(
                ChangeWalk.of(REBUILD, machine -> machine.ask(REBUILD, machine.machine())),
                ChangeWalk.of(
                                REBUILD,
                                "rebuild of a machine that is off",
                                machine -> machine.ask(REBUILD, machine.machine()))
                        .after(WalkedMachine::stopped),
                ChangeWalk.of(RESCUE, machine -> machine.ask(RESCUE, rescued(machine))),
                ChangeWalk.of(UNRESCUE, machine -> machine.ask(UNRESCUE, machine.machine()))
                        .after(machine -> machine.done(machine.ask(RESCUE, rescued(machine)))));
    }

    private static Machine rescued(WalkedMachine machine) {
        return Machines.rescued(machine.machine());
    }

    private static List<ChangeWalk> snapshots(String uploadTo) {
        return List.of(
                ChangeWalk.of(SNAPSHOT, machine -> ofSnapshot(machine, SNAPSHOT, false)),
                ChangeWalk.of(SNAPSHOT, "snapshot with memory", machine -> ofSnapshot(machine, SNAPSHOT, true)),
                ChangeWalk.of(
                                SNAPSHOT,
                                "snapshot of a machine that is off",
                                machine -> ofSnapshot(machine, SNAPSHOT, false))
                        .after(WalkedMachine::stopped),
                ChangeWalk.of(RESTORE, machine -> ofSnapshot(machine, RESTORE, false))
                        .after(ChangeWalks::snapshot),
                ChangeWalk.of(DELETE_SNAPSHOT, machine -> ofSnapshot(machine, DELETE_SNAPSHOT, false))
                        .after(ChangeWalks::snapshot),
                ChangeWalk.of(
                                EXPORT_SNAPSHOT,
                                machine -> machine.ask(
                                        EXPORT_SNAPSHOT,
                                        new TaskDetail.Export(machine.snapshot(), "an image", uploadTo)))
                        .after(ChangeWalks::snapshot));
    }

    private static void snapshot(WalkedMachine machine) {
        machine.done(ofSnapshot(machine, SNAPSHOT, false));
    }

    private static Task ofSnapshot(WalkedMachine machine, TaskKind kind, boolean memory) {
        return machine.ask(kind, new TaskDetail.OfSnapshot(machine.snapshot(), memory));
    }

    private static List<ChangeWalk> ports() {
        return List.of(
                ChangeWalk.of(ATTACH_PORT, ChangeWalks::attachPort),
                ChangeWalk.of(ATTACH_PORT, "attach_port to a machine that is off", ChangeWalks::attachPort)
                        .after(WalkedMachine::stopped),
                ChangeWalk.of(DETACH_PORT, ChangeWalks::detachPort),
                ChangeWalk.of(DETACH_PORT, "detach_port of a machine that is off", ChangeWalks::detachPort)
                        .after(WalkedMachine::stopped));
    }

    private static Task attachPort(WalkedMachine machine) {
        Nic third = Machines.nic(3);
        return machine.ask(
                ATTACH_PORT,
                Machines.with(machine.machine(), Machines.nic(1), Machines.nic(2), third),
                new TaskDetail.OfPort(third));
    }

    private static Task detachPort(WalkedMachine machine) {
        return machine.ask(
                DETACH_PORT, Machines.with(machine.machine(), Machines.nic(1)), new TaskDetail.OfPort(Machines.nic(2)));
    }

    private static List<ChangeWalk> volumes() {
        return List.of(
                ChangeWalk.of(ATTACH_VOLUME, machine -> ofVolume(machine, ATTACH_VOLUME)),
                ChangeWalk.of(DETACH_VOLUME, machine -> ofVolume(machine, DETACH_VOLUME))
                        .after(machine -> machine.done(ofVolume(machine, ATTACH_VOLUME))),
                ChangeWalk.of(
                                GROW_VOLUME,
                                machine -> machine.ask(GROW_VOLUME, new TaskDetail.OfVolume(larger(machine.volume()))))
                        .after(machine -> machine.done(ofVolume(machine, ATTACH_VOLUME))),
                ChangeWalk.of(
                                GROW_VOLUME,
                                "grow_volume that no machine has",
                                machine -> machine.askOfVolume(GROW_VOLUME, larger(machine.volume())))
                        .after(ChangeWalks::madeAndDetached),
                ChangeWalk.of(DELETE_VOLUME, machine -> machine.askOfVolume(DELETE_VOLUME, machine.volume()))
                        .after(ChangeWalks::madeAndDetached));
    }

    private static Task ofVolume(WalkedMachine machine, TaskKind kind) {
        return machine.ask(kind, new TaskDetail.OfVolume(machine.volume()));
    }

    private static void madeAndDetached(WalkedMachine machine) {
        machine.done(ofVolume(machine, ATTACH_VOLUME));
        machine.done(ofVolume(machine, DETACH_VOLUME));
    }

    private static VolumeDisk larger(VolumeDisk volume) {
        return new VolumeDisk(volume.id(), 2 * volume.size(), volume.pool(), volume.device());
    }

    private static List<ChangeWalk> moves() {
        return List.of(
                ChangeWalk.of(SEND, "send live", machine -> send(machine, true))
                        .after(WalkedMachine::isExpectedElsewhere)
                        .whileOthers(WalkedMachine::isPlacedElsewhereOnceSent)
                        .settledWhen(WalkedMachine::leftNothing),
                ChangeWalk.of(SEND, "send cold", machine -> send(machine, false))
                        .after(WalkedMachine::isExpectedElsewhere)
                        .whileOthers(WalkedMachine::isPlacedElsewhereOnceSent)
                        .settledWhen(WalkedMachine::leftNothing),
                ChangeWalk.of(RECEIVE, machine -> receive(machine, false))
                        .instead(WalkedMachine::livesElsewhere)
                        .whileOthers(WalkedMachine::arrivesOnceReady),
                ChangeWalk.of(RECEIVE, "receive from a dead host", machine -> receive(machine, true))
                        .instead(WalkedMachine::livesElsewhere)
                        .whileOthers(WalkedMachine::isPlacedHereOnceReady),
                ChangeWalk.of(AUDIT, machine -> machine.ask(AUDIT)));
    }

    private static Task send(WalkedMachine machine, boolean live) {
        return machine.ask(
                SEND,
                new TaskDetail.Send(
                        WalkedMachine.OTHER,
                        SimMoving.uri(WalkedMachine.OTHER),
                        live,
                        true,
                        Optional.empty(),
                        Optional.empty()));
    }

    private static Task receive(WalkedMachine machine, boolean evacuated) {
        return machine.ask(RECEIVE, new TaskDetail.Receive(WalkedMachine.OTHER, true, true, evacuated));
    }
}
