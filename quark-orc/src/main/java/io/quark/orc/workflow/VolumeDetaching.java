package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.DetachVolume;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.model.Volume;
import io.quark.common.model.VolumeDisk;
import io.quark.common.tree.Op;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A machine loses a volume, which stays on its host. */
record VolumeDetaching(DetachVolume request) implements MachineKind {

    @Override
    public Begin begin(Subject subject) {
        Instance machine = subject.instance();
        Optional<VolumeDisk> disk = machine.volumes().stream()
                .filter(known -> known.id().equals(request.volume()))
                .findFirst();
        if (disk.isEmpty()) {
            return new Begin.Refused(Problems.gone("volume of this machine", request.volume()));
        }
        Optional<Volume> volume = subject.world().volume(request.volume()).map(Seen::value);
        if (Turn.held(subject.work(), volume.flatMap(Volume::workUnit), subject.world())) {
            return new Begin.NotYet(Decision.Wait.until(subject.world().now().plus(Rules.ROOM)));
        }
        MachineStatus is = subject.is();
        if (is == MachineStatus.SUSPENDED || is == MachineStatus.MISSING) {
            return subject.refused("it is " + is.text(), "start it first");
        }
        return subject.onHost(
                TaskKind.DETACH_VOLUME,
                Optional.of(new TaskDetail.OfVolume(disk.get())),
                VolumeRecords.without(machine, request.volume()),
                machine,
                Resources.NONE,
                ops(
                        subject,
                        was -> was.moved(
                                was.compute(),
                                was.instance(),
                                was.device(),
                                Volume.Status.DETACHING,
                                Optional.of(subject.work().id()),
                                was.fault())),
                List.of(),
                0);
    }

    @Override
    public Left succeeded(Subject subject, TaskOutcome.Succeeded how) {
        Instance without = VolumeRecords.without(subject.instance(), request.volume())
                .change()
                .wanted()
                .build();
        return Left.of(
                        without,
                        ops(
                                subject,
                                was -> VolumeRecords.free(was, was.compute().or(() -> Optional.of(subject.host())))))
                .telling(Names.VOLUME, request.volume());
    }

    @Override
    public Left undone(Subject subject) {
        return Left.of(
                subject.instance(),
                ops(
                        subject,
                        was -> VolumeRecords.left(
                                was,
                                was.fault().isPresent() ? Volume.Status.ERROR : Volume.Status.ATTACHED,
                                was.fault())));
    }

    @Override
    public Left unsure(Subject subject, Problem problem) {
        return Left.of(
                subject.inDoubt(problem),
                ops(subject, was -> VolumeRecords.left(was, Volume.Status.ERROR, Optional.of(problem))));
    }

    private List<Op> ops(Subject subject, UnaryOperator<Volume> becomes) {
        return VolumeRecords.change(subject.paths(), request.volume(), subject.world(), becomes);
    }
}
