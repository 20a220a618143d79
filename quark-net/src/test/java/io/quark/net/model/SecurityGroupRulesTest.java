package io.quark.net.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Direction;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.SecurityGroup;
import io.quark.common.model.SecurityGroup.Rule;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecurityGroupRulesTest {

    private static Rule rule(String protocol, Optional<Integer> min, Optional<Integer> max, Optional<String> cidr) {
        return new Rule("r", Direction.INGRESS, protocol, min, max, cidr, Optional.empty());
    }

    private static Rule ports(String protocol, Integer... ends) {
        List<Integer> given = Arrays.asList(ends);
        return rule(protocol, given.stream().findFirst(), given.stream().skip(1).findFirst(), Optional.empty());
    }

    private static List<String> pointers(Rule... rules) {
        return SecurityGroupRules.faults(group("web", List.of(rules))).stream()
                .map(Fault::pointer)
                .toList();
    }

    private static SecurityGroup group(String name, List<Rule> rules) {
        return new SecurityGroup("g", name, "p1", "", rules, 1, Instant.EPOCH, "");
    }

    @Test
    void soundRulesHaveNoFaults() {
        assertThat(pointers(ports("tcp", 80, 443))).isEmpty();
        assertThat(pointers(ports("udp", 1, 65535))).isEmpty();
        assertThat(pointers(ports("any"))).isEmpty();
        assertThat(pointers(rule("icmp", Optional.empty(), Optional.empty(), Optional.of("fd00::/8"))))
                .isEmpty();
        assertThat(pointers(rule("any", Optional.empty(), Optional.empty(), Optional.of("0.0.0.0/0"))))
                .isEmpty();
    }

    @Test
    void portsBelongToTcpAndUdpAndAreInOrder() {
        assertThat(pointers(ports("icmp", 1, 2))).containsExactly("/rules/0/port_min");
        assertThat(pointers(ports("any", 1, 2))).containsExactly("/rules/0/port_min");
        assertThat(pointers(ports("tcp", 443, 80))).containsExactly("/rules/0/port_max");
        assertThat(pointers(ports("tcp", 0, 65536))).containsExactly("/rules/0/port_min", "/rules/0/port_max");
        assertThat(pointers(ports("tcp", 80))).containsExactly("/rules/0/port_min");
    }

    @Test
    void whomItIsAboutIsACidrOrAGroup() {
        Rule both = new Rule(
                "r",
                Direction.EGRESS,
                "any",
                Optional.empty(),
                Optional.empty(),
                Optional.of("10.0.0.0/8"),
                Optional.of("g2"));
        assertThat(pointers(both)).containsExactly("/rules/0/group");
        assertThat(pointers(rule("any", Optional.empty(), Optional.empty(), Optional.of("10.0.0.0/99"))))
                .containsExactly("/rules/0/cidr");
    }

    @Test
    void protocolsAreFew() {
        assertThat(pointers(ports("sctp"))).containsExactly("/rules/0/protocol");
    }

    @Test
    void idsAreUniqueAndRulesAreBounded() {
        assertThat(pointers(ports("any"), ports("any"))).containsExactly("/rules/1/id");
        assertThat(SecurityGroupRules.faults(group("web", Collections.nCopies(101, ports("any")))))
                .extracting(Fault::pointer)
                .containsExactly("/rules");
        assertThat(SecurityGroupRules.faults(group("no name", List.of())))
                .extracting(Fault::pointer)
                .containsExactly("/name");
    }
}
