package io.quark.compute.presence;

import io.quark.common.model.Alive;

/** Another machine runs a compute of this name. */
public final class NameTakenException extends Exception {

    private static final long serialVersionUID = 1L;

    NameTakenException(String name, Alive by) {
        super("a compute named " + name + " is alive on another machine (machine id " + by.machineId() + ", process "
                + by.pid() + ", since " + by.since() + "): give this one another name, or stop that one first");
    }
}
