package io.quark.api.security;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quark.api.bind.Field;
import io.quark.common.model.Direction;
import java.util.Locale;
import java.util.Optional;

/** A rule as it is asked for: it lets something through. */
public record GroupRuleBody(
        @Field(required = true, says = "Seen from the machine: ingress, what it receives; egress, what it sends.")
        Optional<Direction> direction,

        @Field(says = "any, the default; tcp, udp, or icmp, which is ICMPv6 with IPv6.")
        Optional<Protocol> protocol,

        @Field(min = 1, max = 65_535, says = "With tcp and udp: the first port; every port unless given.")
        Optional<Integer> portMin,

        @Field(min = 1, max = 65_535, says = "With tcp and udp: the last port; the first one unless given.")
        Optional<Integer> portMax,

        @Field(
                maxLength = 64,
                says = "Whom from, or to; this or group; everybody unless given.",
                example = "\"10.0.0.0/8\"")
        Optional<String> cidr,

        @Field(maxLength = 63, says = "The members of this group, by id or name; \"self\": of the group itself.")
        Optional<String> group) {

    /** What a group says of its own members. */
    static final String SELF = "self";

    /** What is let through. */
    public enum Protocol {
        ANY,
        TCP,
        UDP,
        ICMP;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean hasPorts() {
            return this == TCP || this == UDP;
        }
    }
}
