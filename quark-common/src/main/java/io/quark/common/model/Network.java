package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A network; its subnets and ports are records below it.
 *
 * @param driver name of the host driver that realises it
 * @param mtu bytes
 * @param shared whether other projects may use it
 * @param tags for people, and to list by
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
        List<String> tags,
        State state,
        Instant createdAt,
        String op) {

    public Network {
        tags = Copies.list(tags);
    }

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

    /** The same network in that state. */
    public Network withState(State newState, String newOp) {
        return new Network(
                id, name, project, driver, segment, mtu, family, shared, qosPolicy, tags, newState, createdAt, newOp);
    }

    /** The same network with that segment. */
    public Network withSegment(Segment newSegment, String newOp) {
        return new Network(
                id, name, project, driver, newSegment, mtu, family, shared, qosPolicy, tags, state, createdAt, newOp);
    }

    /** The same network under another policy. */
    public Network withQosPolicy(Optional<String> newQosPolicy, String newOp) {
        return new Network(
                id, name, project, driver, segment, mtu, family, shared, newQosPolicy, tags, state, createdAt, newOp);
    }
}
