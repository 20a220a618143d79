package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.AttachVolume;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.model.Volume;
import io.quark.common.model.VolumeDisk;
import io.quark.orc.schedule.PlacementRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A machine gets a volume. One that no host has yet is made on the machine's host, and takes room there. */
record VolumeAttaching(AttachVolume request) implements MachineKind {

    @Override
    public Begin begin(Subject subject) {
        Instance machine = subject.instance();
        Optional<Seen<Volume>> seen = subject.world()
                .volume(request.volume())
                .filter(found -> found.value().project().equals(machine.project()));
        if (seen.isEmpty()) {
            return new Begin.Refused(Problems.gone(Names.VOLUME, request.volume()));
        }
        Volume volume = seen.get().value();
        if (Turn.held(subject.work(), volume.workUnit(), subject.world())) {
            return new Begin.NotYet(Decision.Wait.until(subject.world().now().plus(Rules.ROOM)));
        }
        boolean here = volume.instance().equals(Optional.of(machine.id()));
        if (here && volume.status() == Volume.Status.ATTACHED) {
            return subject.already();
        }
        Optional<Problem> against = against(volume, here, subject);
        if (against.isPresent()) {
            return new Begin.Refused(against.get());
        }
        Resources more = subject.world().manages(subject.host(), volume.id())
                ? Resources.NONE
                : new Resources(0, 0, volume.size(), 0);
        Optional<String> lacking =
                subject.world().lacks(subject.host(), PlacementRequest.more(more, Set.of(), Map.of()));
        if (lacking.isPresent()) {
            return new Begin.Refused(Problems.noRoomHere(lacking.get(), "attach it to a machine on another host"));
        }
        String device = volume.device().filter(known -> here).orElseGet(() -> VolumeRecords.device(machine));
        VolumeDisk disk = new VolumeDisk(volume.id(), volume.size(), volume.pool(), device);
        Instance toBe = VolumeRecords.with(machine, disk);
        Volume attaching = volume.moved(
                volume.compute(),
                Optional.of(machine.id()),
                Optional.of(device),
                Volume.Status.ATTACHING,
                Optional.of(subject.work().id()),
                volume.fault());
        return subject.onHost(
                TaskKind.ATTACH_VOLUME,
                Optional.of(new TaskDetail.OfVolume(disk)),
                toBe,
                toBe,
                more,
                List.of(VolumeRecords.set(subject.paths(), seen.get(), attaching)),
                List.of(),
                0);
    }

    private Optional<Problem> against(Volume volume, boolean here, Subject subject) {
        Instance machine = subject.instance();
        if (volume.instance().isPresent() && !here) {
            return Optional.of(Problems.invalidState(
                    Names.VOLUME,
                    volume.id(),
                    "it is attached to the machine " + volume.instance().get(),
                    "detach it there first"));
        }
        if (volume.status() == Volume.Status.DELETING) {
            return Optional.of(Problems.beingDeleted(Names.VOLUME, volume.id()));
        }
        if (volume.status() == Volume.Status.ERROR && !here) {
            return Optional.of(
                    Problems.invalidState(Names.VOLUME, volume.id(), "it may be damaged", "see its fault; delete it"));
        }
        if (volume.compute().filter(host -> !host.equals(subject.host())).isPresent()) {
            return Optional.of(Problems.invalidState(
                    Names.VOLUME,
                    volume.id(),
                    "it lies on " + volume.compute().get() + ", and the machine is on " + subject.host(),
                    "attach it to a machine there, or migrate the machine there"));
        }
        MachineStatus is = subject.is();
        if (is == MachineStatus.SUSPENDED || is == MachineStatus.MISSING) {
            return Optional.of(Problems.invalidState("instance", machine.id(), "it is " + is.text(), "start it first"));
        }
        return machine.volumes().size() >= Instance.MAX_VOLUMES && !here
                ? Optional.of(Problems.invalidState(
                        "instance",
                        machine.id(),
                        "it has " + machine.volumes().size() + " volumes",
                        "detach one of them first"))
                : Optional.empty();
    }

    @Override
    public Left succeeded(Subject subject, TaskOutcome.Succeeded how) {
        return left(
                subject,
                subject.instance().change().wanted().build(),
                volume -> volume.moved(
                        Optional.of(subject.host()),
                        volume.instance(),
                        volume.device(),
                        Volume.Status.ATTACHED,
                        Optional.empty(),
                        Optional.empty()));
    }

    @Override
    public Left undone(Subject subject) {
        boolean wasInDoubt = subject.world()
                .volume(request.volume())
                .flatMap(seen -> seen.value().fault())
                .isPresent();
        if (wasInDoubt) { // it was attached once more, and is as before
            return left(
                    subject,
                    subject.instance(),
                    volume -> VolumeRecords.left(volume, Volume.Status.ERROR, volume.fault()));
        }
        boolean made = subject.world().manages(subject.host(), request.volume());
        return left(
                subject,
                VolumeRecords.without(subject.instance(), request.volume()),
                volume -> VolumeRecords.free(volume, made ? Optional.of(subject.host()) : volume.compute()));
    }

    @Override
    public Left unsure(Subject subject, Problem problem) {
        return left(
                subject,
                subject.inDoubt(problem),
                volume -> volume.moved(
                        Optional.of(subject.host()),
                        volume.instance(),
                        volume.device(),
                        Volume.Status.ERROR,
                        Optional.empty(),
                        Optional.of(problem)));
    }

    private Left left(Subject subject, Instance machine, UnaryOperator<Volume> becomes) {
        return Left.of(machine, VolumeRecords.change(subject.paths(), request.volume(), subject.world(), becomes))
                .telling(Names.VOLUME, request.volume());
    }
}
