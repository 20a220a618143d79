package io.quark.common.model;

/**
 * How a machine that runs is ended for a change that it has to be off for: its guest is asked to shut down, and when its time is up its power
 * is cut.
 *
 * @param force its power is cut at once
 * @param deadlineS seconds that the guest has
 */
public record PowerOff(boolean force, int deadlineS) {

    /** Where nothing else is asked for. */
    public static final PowerOff USUAL = new PowerOff(false, 60);
}
