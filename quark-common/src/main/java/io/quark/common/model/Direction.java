package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which way traffic goes, always seen from the machine. */
public enum Direction {
    /** The machine sends. */
    EGRESS,
    /** The machine receives. */
    INGRESS;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
