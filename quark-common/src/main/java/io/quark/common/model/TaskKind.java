package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a compute can be asked to do. */
public enum TaskKind {
    BUILD,
    DELETE,
    /** Make the host side of its interfaces as the task says; the machine runs on. */
    UPDATE_NICS;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
