package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a user wants of a machine's power; it is brought back after whatever has ended the machine otherwise, see {@link RestartPolicy}. */
public enum PowerState {
    RUNNING,
    /** It keeps its place on its host. */
    STOPPED,
    /** In memory, but given no processor. */
    PAUSED,
    /** Its memory lies on its host's disk. */
    SUSPENDED;

    /** Whether a machine of which its hypervisor says this is as wanted. */
    public boolean isMetBy(MachineStatus status) {
        return status.name().equals(name());
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
