package io.quark.compute.keep;

import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Place;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.SecurityGroup;
import io.quark.common.model.SecurityGroup.Member;
import io.quark.common.model.Segment;
import io.quark.common.tree.Paths;
import io.quark.compute.follow.Known;
import io.quark.compute.follow.Root;
import io.quark.compute.follow.Seen;
import io.quark.compute.keep.Wish.PolicyAt;
import io.quark.net.host.Filter;
import io.quark.net.host.Filter.PortRange;
import io.quark.net.host.Forward;
import io.quark.net.qos.Limits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the tree wants of the interfaces and networks of one host: a function of what is seen of it. */
final class Desires {

    private final Paths paths;
    private final String host;
    private final Seen seen;

    Desires(Paths paths, String host, Seen seen) {
        this.paths = paths;
        this.host = host;
        this.seen = seen;
    }

    /** What has to be followed for that interface, as far as is known now. */
    Set<Root> roots(Nic nic) {
        Set<Root> roots = new HashSet<>();
        roots.add(network(nic));
        policy(nic).ifPresent(id -> roots.add(Root.node(paths.qosPolicy(id))));
        if (isTunnelled(nic)) {
            roots.add(places(nic));
        }
        for (String id : nic.securityGroups()) {
            roots.add(group(id));
            seen.record(group(id), SecurityGroup.class).found().stream()
                    .flatMap(group -> group.rules().stream())
                    .flatMap(rule -> rule.group().stream())
                    .forEach(other -> roots.add(members(other)));
        }
        return roots;
    }

    /** What its traffic is to be; empty: not known yet. */
    Optional<Wish> traffic(Nic nic) {
        if (nic.qosPolicy().isEmpty()
                && !seen.record(network(nic), Network.class).isRead()) {
            return Optional.empty();
        }
        Optional<String> id = policy(nic);
        if (id.isEmpty()) {
            return Optional.of(Wish.NONE);
        }
        Known<QosPolicy> policy = seen.record(Root.node(paths.qosPolicy(id.get())), QosPolicy.class);
        if (!policy.isRead()) {
            return Optional.empty();
        }
        // It goes only after its last binding: where it is gone, what this port is under is about to be seen, too.
        return Optional.of(policy.found()
                .map(found -> new Wish(Optional.of(new PolicyAt(found.id(), found.revision())), Limits.of(found)))
                .orElse(Wish.NONE));
    }

    /** What it is to let through; empty: not known yet. A group that is not there lets nothing through. */
    Optional<Filtering> filter(Nic nic) {
        if (nic.securityGroups().isEmpty()) {
            return Optional.of(Filtering.NONE);
        }
        List<Filter.Rule> rules = new ArrayList<>();
        for (String id : nic.securityGroups()) {
            Known<SecurityGroup> group = seen.record(group(id), SecurityGroup.class);
            if (!group.isRead()) {
                return Optional.empty();
            }
            for (SecurityGroup.Rule rule :
                    group.found().map(SecurityGroup::rules).orElse(List.of())) {
                if (rule.group().isPresent()
                        && memberAddresses(nic, rule.group().get()).isEmpty()) {
                    return Optional.empty();
                }
                rules.add(rule(nic, rule));
            }
        }
        return Optional.of(new Filtering(Optional.of(new Filter(rules))));
    }

    /** Data version of the network's record; empty: not known yet, or gone. */
    Optional<Integer> version(Nic nic) {
        return seen.record(network(nic), Network.class) instanceof Known.Present<Network> present
                ? Optional.of(present.version())
                : Optional.empty();
    }

    /** Where the network's traffic for machines of other hosts goes; empty: not known yet. */
    Optional<Set<Forward>> forwards(Nic nic) {
        if (!isTunnelled(nic)) {
            return Optional.of(Set.of());
        }
        return seen.records(places(nic), Place.class)
                .map(places -> places.values().stream()
                        .filter(place -> !place.host().equals(host))
                        .map(place -> new Forward(place.mac(), place.tunnel()))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private Filter.Rule rule(Nic nic, SecurityGroup.Rule rule) {
        Optional<List<String>> remotes = rule.group()
                .flatMap(other -> memberAddresses(nic, other))
                .or(() -> rule.cidr().map(List::of));
        return new Filter.Rule(
                rule.direction(),
                rule.protocol(),
                rule.portMin().map(min -> new PortRange(min, rule.portMax().orElse(min))),
                remotes);
    }

    /** Of members on the same network: on others the same address is another machine. Empty: not known yet. */
    private Optional<List<String>> memberAddresses(Nic nic, String group) {
        Optional<Map<String, Member>> members = seen.records(members(group), Member.class);
        return members.map(known -> known.values().stream()
                .filter(member -> member.network().equals(nic.network().id()))
                .flatMap(member -> member.addresses().stream())
                .map(ip -> ip + (ip.contains(":") ? "/128" : "/32"))
                .distinct()
                .sorted()
                .toList());
    }

    private Optional<String> policy(Nic nic) {
        return nic.qosPolicy()
                .or(() -> seen.record(network(nic), Network.class).found().flatMap(Network::qosPolicy));
    }

    private static boolean isTunnelled(Nic nic) {
        return nic.network().segment().type() == Segment.Type.VXLAN;
    }

    private Root network(Nic nic) {
        return Root.node(paths.network(nic.network().id()));
    }

    private Root places(Nic nic) {
        return Root.buckets(paths.places(nic.network().id()));
    }

    private Root group(String id) {
        return Root.node(paths.securityGroup(id));
    }

    private Root members(String group) {
        return Root.buckets(paths.groupMembers(group));
    }
}
