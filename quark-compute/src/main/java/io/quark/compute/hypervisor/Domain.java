package io.quark.compute.hypervisor;

import io.quark.common.model.MachineStatus;

/**
 * A domain of Quark's as its hypervisor shows it.
 *
 * @param status never {@code MISSING}
 */
public record Domain(Owner owner, MachineStatus status) {

    public String instance() {
        return owner.instance();
    }

    /** Whether it occupies a processor or memory: it runs, or is paused. */
    public boolean active() {
        return status == MachineStatus.RUNNING || status == MachineStatus.PAUSED;
    }
}
