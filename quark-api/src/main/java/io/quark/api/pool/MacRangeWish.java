package io.quark.api.pool;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quark.common.model.MacRange;

/** What a range can be told to be. */
public enum MacRangeWish {
    ACTIVE(MacRange.State.ACTIVE),
    DISABLED(MacRange.State.DISABLED);

    private final MacRange.State state;

    MacRangeWish(MacRange.State state) {
        this.state = state;
    }

    MacRange.State state() {
        return state;
    }

    @JsonValue
    public String text() {
        return state.text();
    }
}
