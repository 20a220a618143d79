package io.quark.orc.workflow;

import io.quark.common.model.Flavor;
import io.quark.common.model.Hardware;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineRequest.Resize;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.orc.schedule.PlacementRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Another shape of a machine, on the host where it is. */
record ResizeChange(Resize request) implements MachineKind {

    @Override
    public Begin begin(Subject subject) {
        Optional<Flavor> flavor =
                request.flavor().flatMap(subject.world()::flavor).map(Seen::value);
        if (request.flavor().isPresent()
                && flavor.isEmpty()
                && request.hardware().isEmpty()) {
            return new Begin.Refused(Problems.gone("flavor", request.flavor().get()));
        }
        InstanceSpec was = subject.instance().spec();
        InstanceSpec shape = shape(was, flavor);
        if (shape.equals(was)) {
            return subject.already();
        }
        if (shape.storage() < was.storage()) {
            return subject.refused(
                    "its disk of " + was.storage() + " MiB cannot become one of " + shape.storage() + " MiB",
                    "a disk only grows");
        }
        if (subject.is() == MachineStatus.SUSPENDED
                || subject.is() == MachineStatus.MISSING
                || subject.instance().rescue().isPresent()) {
            return subject.refused(
                    subject.instance().rescue().isPresent()
                            ? "it is being rescued"
                            : "it is " + subject.is().text(),
                    "start it, or end its rescue, first");
        }
        Resources more = shape.consumes().beyond(was.consumes());
        Optional<String> lacking = subject.world()
                .lacks(
                        subject.host(),
                        PlacementRequest.more(
                                more,
                                Set.of(),
                                shape.hardware().map(Hardware::hostLabels).orElse(Map.of())));
        if (lacking.isPresent()) {
            Problem full = Problems.noRoomHere(
                    lacking.get(),
                    "ask for it with move, so that the machine may go to another host; or migrate it there first");
            return request.move() ? new Begin.Elsewhere(full) : new Begin.Refused(full);
        }
        return subject.onHost(
                TaskKind.RESIZE,
                Optional.of(new TaskDetail.Shape(request.restart(), request.powerOff())),
                subject.instance().change().spec(shape).build(),
                subject.instance(),
                more,
                List.of(),
                List.of(),
                0);
    }

    @Override
    public Optional<InstanceSpec> shape(Subject subject) {
        return Optional.of(shape(
                subject.instance().spec(),
                request.flavor().flatMap(subject.world()::flavor).map(Seen::value)));
    }

    @Override
    public Left succeeded(Subject subject, TaskOutcome.Succeeded how) {
        InstanceSpec was = subject.instance().spec();
        // The flavor may have gone meanwhile: the task says what it was.
        InstanceSpec now = subject.world()
                .whole(how.task())
                .flatMap(Task::machine)
                .map(machine -> shapeOf(machine, was, request.flavor()))
                .orElseGet(() -> shape(was, Optional.empty()));
        return Left.of(subject.well().change().spec(now).wanted().build());
    }

    static InstanceSpec shapeOf(Machine machine, InstanceSpec was, Optional<String> flavor) {
        return was.resized(machine.ram(), machine.cpu(), machine.storage(), flavor.or(was::flavor), machine.hardware());
    }

    private InstanceSpec shape(InstanceSpec was, Optional<Flavor> flavor) {
        return was.resized(
                request.ram().or(() -> flavor.map(Flavor::ram)).orElse(was.ram()),
                request.cpu().or(() -> flavor.map(Flavor::cpu)).orElse(was.cpu()),
                request.storage()
                        .or(() -> flavor.map(Flavor::storage).filter(ResizeChange::isSaid))
                        .orElse(was.storage()),
                request.flavor().or(was::flavor),
                request.hardware().or(() -> flavor.map(Flavor::hardware)).or(was::hardware));
    }

    /** A flavor without a size of its own leaves the disk as large as it is. */
    private static boolean isSaid(long storage) {
        return storage > 0;
    }
}
