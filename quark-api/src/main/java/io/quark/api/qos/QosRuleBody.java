package io.quark.api.qos;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quark.api.bind.Field;
import io.quark.common.model.Direction;
import java.util.Locale;
import java.util.Optional;

/** A rule as it is asked for: which fields it has follows from its type. quark-net's rules judge the values. */
public record QosRuleBody(
        @Field(required = true, says = "bandwidth_limit, dscp_marking or minimum_bandwidth.")
        Optional<Type> type,

        @Field(says = "Seen from the machine: egress, what it sends, unless given; not with dscp_marking.")
        Optional<Direction> direction,

        @Field(
                min = 1,
                max = QosRuleBody.MOST_KBPS,
                says = "Of bandwidth_limit: kbit/s, 1 kbit = 1000 bit.",
                example = "20000")
        Optional<Long> maxKbps,

        @Field(
                min = 0,
                max = QosRuleBody.MOST_KBPS,
                says = "Of bandwidth_limit: kilobits that may go at once; 0, the default: 80 % of one second's.")
        Optional<Long> maxBurstKbps,

        @Field(min = 0, max = 63, says = "Of dscp_marking: what is written into packets that the machine sends.")
        Optional<Integer> dscpMark,

        @Field(
                min = 1,
                max = QosRuleBody.MOST_KBPS,
                says = "Of minimum_bandwidth: kbit/s that are kept for each port; counted when a host is chosen.")
        Optional<Long> minKbps) {

    /** A terabit each second: more than any port there is. */
    static final long MOST_KBPS = 1_000_000_000;

    /** What a rule is about. */
    public enum Type {
        BANDWIDTH_LIMIT,
        DSCP_MARKING,
        MINIMUM_BANDWIDTH;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
