package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a compute can be asked to do. */
public enum TaskKind {
    BUILD,
    DELETE;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
