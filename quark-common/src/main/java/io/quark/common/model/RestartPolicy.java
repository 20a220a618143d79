package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** When a host starts a machine again that is wanted running and does not run. */
public enum RestartPolicy {
    /** Only when it is told to. */
    NEVER,
    /** After its host was started anew, and after the machine crashed; not after the guest switched itself off. */
    ON_FAILURE,
    /** Whatever ended it. */
    ALWAYS;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
