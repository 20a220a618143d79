package io.quark.compute.libvirt;

import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.Owner;

/**
 * What libvirt's states and reasons mean. Pure.
 *
 * @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainState">libvirt: virDomainState</a>
 */
final class DomainStates {

    private static final int PAUSED = 3;
    private static final int SHUTOFF = 5;
    private static final int CRASHED = 6;
    private static final int SLEEPING = 7;

    private static final int OFF_UNKNOWN = 0;
    private static final int OFF_CRASHED = 3;
    private static final int OFF_FAILED = 6;
    private static final int OFF_LOST = 8;

    private DomainStates() {}

    static boolean isOff(DomainCalls.State found) {
        return found.state() == SHUTOFF;
    }

    static boolean isCrashed(DomainCalls.State found) {
        return found.state() == CRASHED;
    }

    static boolean isPaused(DomainCalls.State found) {
        return found.state() == PAUSED;
    }

    /** @param saved whether its memory is saved beside it */
    static Domain domain(Owner owner, DomainCalls.State found, boolean saved) {
        return switch (found.state()) {
            case PAUSED, SLEEPING -> new Domain(owner, MachineStatus.PAUSED);
            case CRASHED -> new Domain(owner, MachineStatus.CRASHED);
            case SHUTOFF -> saved ? new Domain(owner, MachineStatus.SUSPENDED) : off(owner, found.reason());
            // Being shut down, it still runs; and a state that nobody knew of is not that of a stopped one.
            default -> new Domain(owner, MachineStatus.RUNNING);
        };
    }

    private static Domain off(Owner owner, int reason) {
        return switch (reason) {
            case OFF_UNKNOWN -> new Domain(owner, MachineStatus.STOPPED, false);
            // Its QEMU ended by itself, could not be started, or was gone when libvirt came back.
            case OFF_CRASHED, OFF_FAILED, OFF_LOST -> new Domain(owner, MachineStatus.CRASHED);
            default -> new Domain(owner, MachineStatus.STOPPED);
        };
    }
}
