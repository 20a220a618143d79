package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.DetachPort;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Nic;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import java.util.List;
import java.util.Optional;

/** A machine loses an interface; a port that was there before it stays, without a device. */
record PortDetaching(DetachPort request) implements MachineKind {

    @Override
    public Begin begin(Subject subject) {
        Optional<Nic> nic = nic(request.port(), subject.instance());
        if (nic.isEmpty()) {
            return new Begin.Refused(Problems.gone("port of this machine", request.port()));
        }
        MachineStatus is = subject.is();
        if (is == MachineStatus.SUSPENDED || is == MachineStatus.MISSING) {
            return subject.refused("it is " + is.text(), "start it first");
        }
        return subject.onHost(
                TaskKind.DETACH_PORT,
                new TaskDetail.OfPort(nic.get()),
                without(nic.get(), subject.instance(), subject.world()));
    }

    @Override
    public Left succeeded(Subject subject, TaskOutcome.Succeeded how) {
        Left left = without(request.port(), subject);
        return Left.of(left.instance().change().wanted().build(), left.ops()).telling("port", request.port());
    }

    static Optional<Nic> nic(String port, Instance machine) {
        return machine.nics().stream().filter(nic -> nic.port().equals(port)).findFirst();
    }

    /** Its host says that the machine does not have it: what it owns is given back. */
    static Left without(String port, Subject subject) {
        Instance machine = subject.instance();
        return nic(port, machine)
                .map(nic -> Left.of(
                        without(nic, machine, subject.world()),
                        subject.world()
                                .releaseNics(
                                        machine.change().nics(List.of(nic)).build(),
                                        subject.work().id())))
                .orElseGet(() -> Left.of(machine));
    }

    private static Instance without(Nic nic, Instance machine, World world) {
        return machine.change()
                .nics(machine.nics().stream()
                        .filter(other -> !other.equals(nic))
                        .toList())
                .bandwidth(Math.max(0, machine.bandwidth() - world.promisedKbps(List.of(nic))))
                .build();
    }
}
