package io.quark.common.daemon;

/** With what a daemon's process ends. */
public enum ExitCode {
    /** It was asked to stop, and did so in order. */
    STOPPED(0),
    /** The configuration cannot be used; nothing was begun. Trying again does not help. */
    CONFIGURATION(2),
    /** It could not start: a port is taken, a directory is missing, the tree is of a newer layout. */
    NOT_STARTED(3),
    /** It could not go on, or a part of it did not stop in time. */
    FAILED(4);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
