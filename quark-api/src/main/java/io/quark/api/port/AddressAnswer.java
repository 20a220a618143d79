package io.quark.api.port;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quark.api.bind.Field;
import io.quark.api.port.PortAnswer.DeviceAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An address that is not free, as clients see it. */
public record AddressAnswer(
        @Field(required = true, says = "The address.") String ip,
        @Field(required = true, says = "Id of its network.") String network,
        @Field(required = true, says = "Id of its subnet.") String subnet,

        @Field(required = true, says = "Why it is not free.")
        State state,

        @Field(required = true, says = "Ids of the ports that use it; several share it.")
        List<String> ports,

        @Field(says = "What has it without a port, or what uses its only port.")
        Optional<DeviceAnswer> device,

        @Field(says = "Why it was recorded.") Optional<String> note,
        @Field(says = "Whose it is.") Optional<String> project,

        @Field(required = true, says = "Whether it was asked for by itself: it stays when its last port leaves it.")
        boolean kept,

        @Field(required = true, says = "Since when.") Instant since,

        @Field(says = "When it may be handed out again, where it is cooling.")
        Optional<Instant> maturesAt) {

    /** Why an address is not free. */
    public enum State {
        /** Ports use it, or a device has it. */
        ALLOCATED,
        /** Released, and not to be handed out yet. */
        COOLING,
        /** Never handed out. */
        EXCLUDED,
        /** The subnet's gateway, never handed out. */
        GATEWAY,
        /** Recorded as in use elsewhere. */
        RESERVED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
