package io.quark.compute.sim;

import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.Owner;
import java.util.Optional;

/**
 * What a simulated host has of one machine.
 *
 * @param owner of its domain; absent: no domain
 * @param status of its domain
 * @param vcpus that were allocated to the domain
 * @param storage whether it has files
 */
record SimMachine(Optional<Owner> owner, Optional<MachineStatus> status, int vcpus, boolean storage) {

    static final SimMachine NOTHING = new SimMachine(Optional.empty(), Optional.empty(), 0, false);

    SimMachine defined(Owner by) {
        return new SimMachine(Optional.of(by), Optional.of(MachineStatus.STOPPED), 0, storage);
    }

    SimMachine undefined() {
        return new SimMachine(Optional.empty(), Optional.empty(), 0, storage);
    }

    SimMachine withStatus(MachineStatus now) {
        return owner.isPresent() ? new SimMachine(owner, Optional.of(now), vcpus, storage) : this;
    }

    SimMachine withVcpus(int count) {
        return new SimMachine(owner, status, count, storage);
    }

    SimMachine withStorage(boolean has) {
        return new SimMachine(owner, status, vcpus, has);
    }

    boolean running() {
        return status.filter(now -> now == MachineStatus.RUNNING || now == MachineStatus.PAUSED)
                .isPresent();
    }
}
