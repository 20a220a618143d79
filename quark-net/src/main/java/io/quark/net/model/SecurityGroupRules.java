package io.quark.net.model;

import io.quark.common.model.Problem.Fault;
import io.quark.common.model.SecurityGroup;
import io.quark.common.model.SecurityGroup.Rule;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What makes a security group acceptable, by itself. Never throws for bad input. */
public final class SecurityGroupRules {

    public static final int MAX_RULES = 100;
    public static final int MAX_DESCRIPTION = 1024;

    /** Each costs an operation whenever the port's addresses change, and its host a set of rules. */
    public static final int MAX_GROUPS_PER_PORT = 5;

    private static final Set<String> WITH_PORTS = Set.of("tcp", "udp");
    private static final Set<String> PROTOCOLS = Set.of("any", "tcp", "udp", "icmp");
    private static final int MAX_PORT = 65535;

    private SecurityGroupRules() {}

    /** The faults of a group; pointers are relative to it, e.g. {@code /rules/0/cidr}. */
    public static List<Fault> faults(SecurityGroup group) {
        Faults faults = new Faults();
        if (!NetworkRules.isName(group.name())) {
            faults.add("/name", NetworkRules.NAME_RULE);
        }
        if (group.description().length() > MAX_DESCRIPTION) {
            faults.add("/description", "at most " + MAX_DESCRIPTION + " characters");
        }
        if (group.rules().size() > MAX_RULES) {
            faults.add("/rules", "at most " + MAX_RULES + " rules");
            return faults.all();
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < group.rules().size(); i++) {
            Rule rule = group.rules().get(i);
            if (!ids.add(rule.id())) {
                faults.add("/rules/" + i + "/id", "another rule has it");
            }
            judge("/rules/" + i, rule, faults);
        }
        return faults.all();
    }

    private static void judge(String at, Rule rule, Faults faults) {
        if (!PROTOCOLS.contains(rule.protocol())) {
            faults.add(at + "/protocol", "must be any, tcp, udp or icmp");
        } else if (!WITH_PORTS.contains(rule.protocol())
                && (rule.portMin().isPresent() || rule.portMax().isPresent())) {
            faults.add(at + "/port_min", "only tcp and udp have ports");
        }
        if (rule.portMin().isPresent() != rule.portMax().isPresent()) {
            faults.add(at + "/port_min", "port_min and port_max come together");
        }
        isPort(at + "/port_min", rule.portMin(), faults);
        isPort(at + "/port_max", rule.portMax(), faults);
        if (rule.portMin().isPresent()
                && rule.portMax().filter(last -> last < rule.portMin().get()).isPresent()) {
            faults.add(at + "/port_max", "must not be below port_min");
        }
        if (rule.cidr().isPresent() && rule.group().isPresent()) {
            faults.add(at + "/group", "a rule names a cidr or a group, not both");
        }
        rule.cidr().ifPresent(cidr -> faults.take(at + "/cidr", Cidr.parse(cidr)));
    }

    private static void isPort(String at, Optional<Integer> port, Faults faults) {
        port.filter(number -> number < 1 || number > MAX_PORT)
                .ifPresent(number -> faults.add(at, "must be from 1 to " + MAX_PORT));
    }
}
