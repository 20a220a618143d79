package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a compute can be asked to do. */
public enum TaskKind {
    BUILD,
    DELETE,
    /** Make the host side of its interfaces as the task says; the machine runs on. */
    UPDATE_NICS,
    START,
    STOP,
    REBOOT,
    PAUSE,
    RESUME,
    SUSPEND,
    RESIZE,
    REBUILD,
    RESCUE,
    UNRESCUE,
    SNAPSHOT,
    RESTORE,
    DELETE_SNAPSHOT,
    /** Send a snapshot's root disk to an api, as an image. */
    EXPORT_SNAPSHOT,
    ATTACH_PORT,
    DETACH_PORT,
    /** Make the volume, where it is not there yet, and give it to the machine. */
    ATTACH_VOLUME,
    DETACH_VOLUME,
    /** Its instance is the machine that it is attached to, or else the volume itself. */
    GROW_VOLUME,
    /** Its instance is the volume itself. */
    DELETE_VOLUME,
    /** Give a machine away to another host. */
    SEND,
    /** Take a machine from another host. */
    RECEIVE,
    /** End another task of the same instance. */
    CANCEL,
    /** Say what is here: domains, files, interfaces. Its instance is its work unit. */
    AUDIT;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
