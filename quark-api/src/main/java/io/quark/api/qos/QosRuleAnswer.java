package io.quark.api.qos;

import io.quark.api.bind.Field;
import io.quark.common.model.Direction;
import io.quark.common.model.QosRule;
import java.util.Optional;

/** A rule as clients see it; fields that its type does not have are null. */
public record QosRuleAnswer(
        @Field(required = true, says = "Its id, by which it is addressed in its policy.")
        String id,

        @Field(required = true, says = "bandwidth_limit, dscp_marking or minimum_bandwidth.")
        QosRuleBody.Type type,

        @Field(says = "egress or ingress, seen from the machine.")
        Optional<Direction> direction,

        @Field(says = "Kbit/s.") Optional<Long> maxKbps,

        @Field(says = "Kilobits that may go at once, as asked for; 0: what effective_burst_kbps says.")
        Optional<Long> maxBurstKbps,

        @Field(says = "Kilobits that may go at once.") Optional<Long> effectiveBurstKbps,

        @Field(says = "What is written into packets that the machine sends.")
        Optional<Integer> dscpMark,

        @Field(says = "Kbit/s that are kept for each port.") Optional<Long> minKbps) {

    static QosRuleAnswer of(QosRule rule) {
        if (rule instanceof QosRule.BandwidthLimit limit) {
            return new QosRuleAnswer(
                    limit.id(),
                    QosRuleBody.Type.BANDWIDTH_LIMIT,
                    Optional.of(limit.direction()),
                    Optional.of(limit.maxKbps()),
                    Optional.of(limit.maxBurstKbps()),
                    Optional.of(QosDraft.burstKbit(limit)),
                    Optional.empty(),
                    Optional.empty());
        }
        if (rule instanceof QosRule.DscpMarking marking) {
            return new QosRuleAnswer(
                    marking.id(),
                    QosRuleBody.Type.DSCP_MARKING,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(marking.dscpMark()),
                    Optional.empty());
        }
        QosRule.MinimumBandwidth minimum = (QosRule.MinimumBandwidth) rule;
        return new QosRuleAnswer(
                minimum.id(),
                QosRuleBody.Type.MINIMUM_BANDWIDTH,
                Optional.of(minimum.direction()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(minimum.minKbps()));
    }
}
