package io.quark.compute.keep;

import io.quark.common.model.TrafficLimits;
import java.util.Optional;

/**
 * What the traffic of a port is to be.
 *
 * @param policy that it is under
 */
record Wish(Optional<PolicyAt> policy, TrafficLimits limits) {

    /** Under no policy. */
    static final Wish NONE = new Wish(Optional.empty(), TrafficLimits.NONE);

    /** A policy as it was at one revision. */
    record PolicyAt(String id, int revision) {}

    boolean limitsNothing() {
        return limits.equals(TrafficLimits.NONE);
    }
}
