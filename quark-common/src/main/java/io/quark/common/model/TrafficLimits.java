package io.quark.common.model;

import java.util.Optional;

/** What the traffic of one port may be, as it is wanted or as a host does it; absent: no limit, no mark. */
public record TrafficLimits(Optional<Rate> egress, Optional<Rate> ingress, Optional<Integer> dscp) {

    public static final TrafficLimits NONE = new TrafficLimits(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * A limit.
     *
     * @param kbps kbit/s, 1 kbit = 1000 bit
     * @param burstKbit kilobits of data
     */
    public record Rate(long kbps, long burstKbit) {}

    /** The limit of one direction. */
    public Optional<Rate> rate(Direction direction) {
        return direction == Direction.EGRESS ? egress : ingress;
    }
}
