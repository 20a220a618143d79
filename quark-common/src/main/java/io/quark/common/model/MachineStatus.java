package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a hypervisor says of a machine. */
public enum MachineStatus {
    RUNNING,
    PAUSED,
    STOPPED,
    CRASHED,
    /** Its memory lies on its host's disk. */
    SUSPENDED,
    /** The record stands, the domain is gone. */
    MISSING;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
