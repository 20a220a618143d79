package io.quark.api.qos;

import io.quark.api.bind.Field;
import io.quark.common.model.Direction;
import java.util.List;

/** What one driver on one host can do, as clients see it. */
public record QosRuleTypeAnswer(
        @Field(required = true, says = "Name of the compute.")
        String compute,

        @Field(required = true, says = "Name of the driver.")
        String driver,

        @Field(
                required = true,
                says = "The rules that it puts into force; minimum_bandwidth is counted, and needs no driver.")
        List<SupportedAnswer> ruleTypes,

        @Field(required = true, says = "Kinds of networks: flat, vlan, vxlan.")
        List<String> segments,

        @Field(required = true, says = "Whether it filters by security groups.")
        boolean securityGroups) {

    /** One type of rule. */
    public record SupportedAnswer(
            @Field(required = true, says = "bandwidth_limit, dscp_marking or minimum_bandwidth.")
            QosRuleBody.Type type,

            @Field(required = true, says = "Seen from the machine: egress, ingress.")
            List<Direction> directions) {}
}
