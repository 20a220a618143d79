package io.quark.api.qos;

import io.quark.api.bind.Field;
import io.quark.common.model.Direction;
import java.util.Optional;

/** What {@code PATCH /v1/qos-policies/{qos_policy}/rules/{rule}} takes; what is left out stays, the type always does. */
public record QosRulePatch(
        @Field(says = "egress or ingress, seen from the machine.")
        Optional<Direction> direction,

        @Field(min = 1, max = QosRuleBody.MOST_KBPS, says = "Of bandwidth_limit: kbit/s.")
        Optional<Long> maxKbps,

        @Field(
                min = 0,
                max = QosRuleBody.MOST_KBPS,
                says = "Of bandwidth_limit: kilobits that may go at once; 0: 80 % of one second's.")
        Optional<Long> maxBurstKbps,

        @Field(min = 0, max = 63, says = "Of dscp_marking.") Optional<Integer> dscpMark,

        @Field(min = 1, max = QosRuleBody.MOST_KBPS, says = "Of minimum_bandwidth: kbit/s.")
        Optional<Long> minKbps) {

    /** The whole rule after this change. */
    QosRuleBody over(QosRuleAnswer rule) {
        return new QosRuleBody(
                Optional.of(rule.type()),
                direction.or(rule::direction),
                maxKbps.or(rule::maxKbps),
                maxBurstKbps.or(rule::maxBurstKbps),
                dscpMark.or(rule::dscpMark),
                minKbps.or(rule::minKbps));
    }
}
