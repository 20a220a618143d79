package io.quark.api.port;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quark.api.bind.Field;
import io.quark.api.port.PortAnswer.DeviceAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A MAC that is not free, as clients see it. */
public record MacAnswer(
        @Field(required = true, says = "Lower case, colons.")
        String mac,

        @Field(says = "Id of the range that it lies in; null: it was asked for, outside every range.")
        Optional<String> range,

        @Field(required = true, says = "allocated, or cooling: released, and not yet to be handed out again.")
        State state,

        @Field(required = true, says = "Ids of the ports that have it.")
        List<String> ports,

        @Field(says = "What has it without a port, or what uses its port.")
        Optional<DeviceAnswer> device,

        @Field(says = "Why it was recorded.") Optional<String> note,
        @Field(says = "Whose it is.") Optional<String> project,
        @Field(required = true, says = "Since when.") Instant since,

        @Field(says = "When it may be handed out again, where it is cooling.")
        Optional<Instant> maturesAt) {

    /** Why a MAC is not free. */
    public enum State {
        ALLOCATED,
        COOLING;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
