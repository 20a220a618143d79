package io.quark.api.network;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quark.api.bind.Field;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** An address that is not free, as clients see it. */
public record AddressAnswer(
        @Field(required = true, says = "The address.") String ip,
        @Field(required = true, says = "Id of its network.") String network,
        @Field(required = true, says = "Id of its subnet.") String subnet,

        @Field(required = true, says = "Why it is not free.")
        State state,

        @Field(required = true, says = "Ids of the ports that use it.")
        List<String> ports,

        @Field(required = true, says = "Since when.") Instant since) {

    /** Why an address is not free. */
    public enum State {
        ALLOCATED,
        COOLING,
        EXCLUDED,
        GATEWAY;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
