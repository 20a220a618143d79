package io.quark.api.security;

import io.quark.api.bind.Faults;
import io.quark.api.security.GroupRuleBody.Protocol;
import io.quark.api.view.Cluster;
import io.quark.common.id.Ids;
import io.quark.common.model.SecurityGroup;
import io.quark.net.model.Checked;
import io.quark.net.model.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns rules as they are asked for into rules of a group. Reads views, touches nothing. */
final class GroupDraft {

    private final Cluster cluster;

    GroupDraft(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What can be said of rules without knowing the cluster. */
    static void check(List<GroupRuleBody> rules, Faults faults) {
        for (int i = 0; i < rules.size(); i++) {
            check(rules.get(i), "/rules/" + i, faults);
        }
    }

    private static void check(GroupRuleBody rule, String at, Faults faults) {
        boolean ports = rule.protocol().orElse(Protocol.ANY).hasPorts();
        if (!ports && rule.portMin().isPresent()) {
            add(at + "/port_min", "is only for tcp and udp", faults);
        }
        if (!ports && rule.portMax().isPresent()) {
            add(at + "/port_max", "is only for tcp and udp", faults);
        }
        if (ports && rule.portMax().isPresent() && rule.portMin().isEmpty()) {
            add(at + "/port_min", "is required with port_max", faults);
        }
        if (rule.portMin().isPresent()
                && rule.portMax()
                        .filter(max -> max < rule.portMin().orElseThrow())
                        .isPresent()) {
            add(at + "/port_max", "is below port_min", faults);
        }
        if (rule.cidr().isPresent() && rule.group().isPresent()) {
            add(at + "/group", "is given beside cidr; give one of them, or neither", faults);
        }
        rule.cidr()
                .map(Cidr::parse)
                .map(Checked::faults)
                .ifPresent(found -> found.forEach(fault -> add(at + "/cidr", fault.detail(), faults)));
    }

    private static void add(String pointer, String detail, Faults faults) {
        if (!faults.touch(pointer)) {
            faults.add(pointer, detail);
        }
    }

    /**
     * The rules; faults are added.
     *
     * @param self id of the group that they are for
     */
    List<SecurityGroup.Rule> rules(
            List<GroupRuleBody> bodies, String self, String workUnit, String project, Faults faults) {
        List<SecurityGroup.Rule> rules = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            GroupRuleBody body = bodies.get(i);
            Optional<Integer> portMin = body.portMin();
            rules.add(new SecurityGroup.Rule(
                    Ids.derived(workUnit, "rule", Integer.toString(i)),
                    body.direction().orElseThrow(),
                    body.protocol().orElse(Protocol.ANY).text(),
                    portMin,
                    body.portMax().or(() -> portMin),
                    body.cidr().map(text -> Cidr.of(text).text()),
                    group(body, "/rules/" + i + "/group", self, project, faults)));
        }
        return rules;
    }

    private Optional<String> group(GroupRuleBody body, String pointer, String self, String project, Faults faults) {
        if (body.group().filter(GroupRuleBody.SELF::equals).isPresent()) {
            return Optional.of(self);
        }
        return body.group()
                .flatMap(name -> cluster.qos().findGroup().resolved(project, name, pointer, faults))
                .map(SecurityGroup::id);
    }
}
