package io.quark.common.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What may reach the ports that are members of it, and what they may reach. A port without a group lets everything through; one with
 * groups lets through what a rule of any of them names, and answers to it. Its members are nodes below it.
 *
 * @param revision counts the changes of its rules, from 1
 * @param op the work unit that wrote it
 */
public record SecurityGroup(
        String id,
        String name,
        String project,
        String description,
        List<Rule> rules,
        int revision,
        Instant createdAt,
        String op) {

    public SecurityGroup {
        description = Copies.text(description);
        rules = Copies.list(rules);
    }

    /**
     * Lets something through.
     *
     * @param protocol {@code any}, {@code tcp}, {@code udp}, {@code icmp} (with IPv6: ICMPv6)
     * @param portMin first port, for tcp and udp; absent: every port
     * @param portMax last port
     * @param cidr whom from or to; absent with {@code group}: everybody
     * @param group id of a group whose members it is about
     */
    public record Rule(
            String id,
            Direction direction,
            String protocol,
            Optional<Integer> portMin,
            Optional<Integer> portMax,
            Optional<String> cidr,
            Optional<String> group) {}

    /**
     * A member: a node {@code members/<b>/<port>} below the group.
     *
     * @param network of the port
     * @param addresses that the port has
     */
    public record Member(String network, List<String> addresses) {
        public Member {
            addresses = Copies.list(addresses);
        }
    }
}
