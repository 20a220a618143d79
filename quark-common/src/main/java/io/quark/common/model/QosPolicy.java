package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What the traffic of the ports that it is bound to may be. Its bindings are nodes below it; hosts that carry such ports follow it by
 * themselves and say in their {@code applied} which revision they have realised.
 *
 * @param shared whether other projects may use it
 * @param revision counts the changes of its rules, from 1; never goes back
 * @param op the work unit that wrote it
 */
public record QosPolicy(
        String id,
        String name,
        String project,
        String description,
        boolean shared,
        List<QosRule> rules,
        int revision,
        State state,
        Instant createdAt,
        String op) {

    public QosPolicy {
        description = Copies.text(description);
        rules = Copies.list(rules);
    }

    public enum State {
        ACTIVE,
        /** Nothing can be bound to it any more; it goes when no host carries it. */
        DELETING;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Kbit/s that a port under it is promised: the greater of both directions, for a host's network carries each way as much. */
    public long promisedKbps() {
        return rules.stream()
                .filter(QosRule.MinimumBandwidth.class::isInstance)
                .mapToLong(rule -> ((QosRule.MinimumBandwidth) rule).minKbps())
                .max()
                .orElse(0);
    }

    /**
     * What it is bound to: a node {@code bindings/<b>/<id>} below the policy, which holds it by structure.
     *
     * @param type {@value #NETWORK} or {@value #PORT}
     * @param network id of the network, or of the port's
     */
    public record Binding(String type, String network) {
        public static final String NETWORK = "network";
        public static final String PORT = "port";
    }
}
