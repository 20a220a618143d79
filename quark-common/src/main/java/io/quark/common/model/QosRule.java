package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One rule of a {@link QosPolicy}. A policy has at most one for each type and direction. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = QosRule.BandwidthLimit.class, name = QosRule.BANDWIDTH_LIMIT),
    @JsonSubTypes.Type(value = QosRule.DscpMarking.class, name = QosRule.DSCP_MARKING),
    @JsonSubTypes.Type(value = QosRule.MinimumBandwidth.class, name = QosRule.MINIMUM_BANDWIDTH)
})
public sealed interface QosRule {

    String BANDWIDTH_LIMIT = "bandwidth_limit";
    String DSCP_MARKING = "dscp_marking";
    String MINIMUM_BANDWIDTH = "minimum_bandwidth";

    /** UUID, unique in its policy. */
    String id();

    /** What there can be only one of in a policy: the type, and the direction where it has one. */
    String slot();

    /**
     * A machine gets no more than this.
     *
     * @param maxKbps kbit/s, 1 kbit = 1000 bit
     * @param maxBurstKbps kilobits of data (not a rate) that may go at once; 0: 80 % of what {@code maxKbps} lets through in a second
     */
    record BandwidthLimit(String id, Direction direction, long maxKbps, long maxBurstKbps) implements QosRule {

        @Override
        public String slot() {
            return BANDWIDTH_LIMIT + "/" + direction.text();
        }
    }

    /**
     * What a machine sends is marked so.
     *
     * @param dscpMark 0 to 63, of those that RFC 2474, 2597, 3246 and 5865 name
     */
    record DscpMarking(String id, int dscpMark) implements QosRule {

        @Override
        public String slot() {
            return DSCP_MARKING;
        }
    }

    /**
     * Placed only where the host's network still has this much that is promised to nobody.
     *
     * @param minKbps kbit/s, 1 kbit = 1000 bit
     */
    record MinimumBandwidth(String id, Direction direction, long minKbps) implements QosRule {

        @Override
        public String slot() {
            return MINIMUM_BANDWIDTH + "/" + direction.text();
        }
    }
}
