package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A network; its subnets and ports are records below it.
 *
 * @param driver name of the host driver that realises it
 * @param mtu bytes
 * @param shared whether other projects may use it
 */
public record Network(
        String id,
        String name,
        String project,
        String driver,
        Segment segment,
        int mtu,
        Family family,
        boolean shared,
        Optional<String> qosPolicy,
        State state,
        Instant createdAt,
        String op) {

    /** Which address families a port gets. */
    public enum Family {
        /** One address, IPv4 where there is one, else IPv6. */
        ANY,
        /** One of each family for which the network has a subnet with room. */
        BOTH,
        /** One of each; otherwise the port is refused. */
        BOTH_REQUIRED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public enum State {
        ACTIVE,
        DELETING;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
