package io.quark.compute.hypervisor;

import io.quark.common.model.MachineStatus;

/**
 * A domain of Quark's as its hypervisor shows it.
 *
 * @param status never {@code MISSING}
 * @param explained false: it is off, and the hypervisor does not know what ended it, for it was itself away (its host was started anew)
 */
public record Domain(Owner owner, MachineStatus status, boolean explained) {

    public Domain(Owner owner, MachineStatus status) {
        this(owner, status, true);
    }

    public String instance() {
        return owner.instance();
    }

    /** Whether it occupies a processor or memory: it runs, or is paused. */
    public boolean active() {
        return status == MachineStatus.RUNNING || status == MachineStatus.PAUSED;
    }
}
