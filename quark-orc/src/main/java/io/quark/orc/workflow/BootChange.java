package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.MachineRequest.Rebuild;
import io.quark.common.model.MachineRequest.Rescue;
import io.quark.common.model.MachineRequest.Unrescue;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerOff;
import io.quark.common.model.PowerState;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import java.util.Optional;

/** Another thing that a machine boots from: its disk made anew, a rescue system, or its own disk again. */
record BootChange(MachineRequest request, TaskKind kind) implements MachineKind {

    /** What this request asks for; empty if it is not about what a machine boots from. */
    static Optional<MachineKind> of(MachineRequest request) {
        if (request instanceof Rebuild) {
            return Optional.of(new BootChange(request, TaskKind.REBUILD));
        }
        if (request instanceof Rescue) {
            return Optional.of(new BootChange(request, TaskKind.RESCUE));
        }
        return request instanceof Unrescue ? Optional.of(new BootChange(request, TaskKind.UNRESCUE)) : Optional.empty();
    }

    @Override
    public Begin begin(Subject subject) {
        boolean rescued = subject.instance().rescue().isPresent();
        if (kind == TaskKind.UNRESCUE && !rescued) {
            return subject.already();
        }
        if (kind != TaskKind.UNRESCUE && rescued) {
            return subject.refused("it is being rescued", "end its rescue first");
        }
        if (subject.is() == MachineStatus.SUSPENDED) {
            return subject.refused("its memory lies on its host's disk", "start or stop it first");
        }
        return subject.onHost(kind, powerOff().map(TaskDetail.Power::of), toBe(subject.instance()));
    }

    @Override
    public Left succeeded(Subject subject, TaskOutcome.Succeeded how) {
        return Left.of(toBe(subject.well()).change().wanted().build());
    }

    private Optional<PowerOff> powerOff() {
        if (request instanceof Rebuild rebuild) {
            return rebuild.powerOff();
        }
        if (request instanceof Rescue rescue) {
            return rescue.powerOff();
        }
        return request instanceof Unrescue unrescue ? unrescue.powerOff() : Optional.empty();
    }

    private Instance toBe(Instance was) {
        if (request instanceof Rebuild rebuild) {
            return was.change()
                    .spec(was.spec().rebuilt(rebuild.image()))
                    .boot(rebuild.boot())
                    .powerState(awake(was.powerState()))
                    .build();
        }
        if (request instanceof Rescue rescue) {
            return was.change()
                    .rescue(Optional.of(rescue.boot()))
                    .powerState(PowerState.RUNNING)
                    .build();
        }
        return was.change()
                .rescue(Optional.empty())
                .powerState(awake(was.powerState()))
                .build();
    }

    /** A machine that boots anew runs, unless it is to be off. */
    static PowerState awake(PowerState was) {
        return was == PowerState.STOPPED ? was : PowerState.RUNNING;
    }
}
