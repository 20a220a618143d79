package io.quark.api.security;

import io.quark.api.bind.Field;
import io.quark.common.model.Direction;
import io.quark.common.model.SecurityGroup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A security group as clients see it. */
public record SecurityGroupAnswer(
        @Field(required = true, says = "Its id.") String id,

        @Field(required = true, says = "Its name, unique in the project.")
        String name,

        @Field(required = true, says = "The project that it belongs to.")
        String project,

        @Field(required = true, says = "What it is for.") String description,

        @Field(required = true, says = "What passes, beside answers.")
        List<GroupRuleAnswer> rules,

        @Field(required = true, says = "Counts the changes of its rules, from 1.")
        int revision,

        @Field(required = true, says = "How many ports are in it.")
        int memberCount,

        @Field(required = true, says = "Ids of the ports in it; the first of them where there are many.")
        List<String> members,

        @Field(required = true, says = "When it was made.") Instant createdAt) {

    /** One rule. */
    public record GroupRuleAnswer(
            @Field(required = true, says = "Its id.") String id,

            @Field(required = true, says = "ingress or egress, seen from the machine.")
            Direction direction,

            @Field(required = true, says = "any, tcp, udp or icmp.")
            String protocol,

            @Field(says = "The first port; null: every port.")
            Optional<Integer> portMin,

            @Field(says = "The last port.") Optional<Integer> portMax,

            @Field(says = "Whom from, or to; null with null group: everybody.")
            Optional<String> cidr,

            @Field(says = "Id of the group whose members it is about.")
            Optional<String> group) {

        static GroupRuleAnswer of(SecurityGroup.Rule rule) {
            return new GroupRuleAnswer(
                    rule.id(),
                    rule.direction(),
                    rule.protocol(),
                    rule.portMin(),
                    rule.portMax(),
                    rule.cidr(),
                    rule.group());
        }
    }

    static SecurityGroupAnswer of(SecurityGroup group, int memberCount, List<String> members) {
        return new SecurityGroupAnswer(
                group.id(),
                group.name(),
                group.project(),
                group.description(),
                group.rules().stream().map(GroupRuleAnswer::of).toList(),
                group.revision(),
                memberCount,
                members,
                group.createdAt());
    }
}
