package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a host has realised ({@code computes/<host>/applied}), as it was read back from the host. Written coalesced, only by that compute.
 *
 * @param networks by id: those that have ports here
 * @param policies by id: those that ports here are under
 */
public record Applied(Map<String, AppliedNetwork> networks, Map<String, AppliedPolicy> policies) {

    /** Failures told of one policy; there may be more. */
    public static final int MAX_FAILURES = 10;

    public static final Applied NOTHING = new Applied(Map.of(), Map.of());

    public Applied {
        networks = Copies.map(networks);
        policies = Copies.map(policies);
    }

    public enum State {
        /** Being realised. */
        PENDING,
        /** Read back from the host, and as it should be. */
        APPLIED,
        /** The host could not; it is tried again. */
        FAILED,
        /** The host's driver cannot do that. */
        UNSUPPORTED,
        /** It was found changed by somebody else, and is being repaired. */
        DRIFTED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A network on this host.
     *
     * @param version data version of the network's record that its ports follow
     * @param error why it is not as it should be
     */
    public record AppliedNetwork(int version, State state, Optional<String> error, Instant since) {}

    /**
     * A policy on this host.
     *
     * @param revision that all of its ports here follow
     * @param ports how many
     * @param effective what the kernel or switch says that it does for them
     * @param failures ports for which it could not be realised, at most {@link #MAX_FAILURES}
     * @param attempts so far at this revision
     * @param nextAttempt when it is tried again, after a failure
     * @param since when this state began
     */
    public record AppliedPolicy(
            int revision,
            State state,
            int ports,
            TrafficLimits effective,
            Optional<String> error,
            List<PortFailure> failures,
            int attempts,
            Optional<Instant> nextAttempt,
            Instant since) {
        public AppliedPolicy {
            failures = Copies.list(failures);
        }
    }

    /** A port for which a policy is not in force, and why. */
    public record PortFailure(String port, String reason) {}
}
