package io.quark.api.e2e;

import com.google.common.base.Splitter;
import io.quark.common.model.Applied;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Instance;
import io.quark.common.model.Network;
import io.quark.common.model.Place;
import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.SecurityGroup;
import io.quark.common.model.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What must hold at rest of all that hosts follow by themselves: policies and what is bound to them, security groups and their members,
 * places, and what hosts say that they have applied.
 */
final class FollowedAudit {

    private static final String ROOT = "/quark";

    private final TreeSnapshot tree;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, QosPolicy> policies = new TreeMap<>();
    private final Map<String, Network> networks = new TreeMap<>();
    private final Map<String, Port> ports = new TreeMap<>();
    private final Map<String, Instance> instances = new TreeMap<>();

    private FollowedAudit(TreeSnapshot tree) {
        this.tree = tree;
        tree.records(ROOT + "/net/qos_policies/*", QosPolicy.class).values().forEach(p -> policies.put(p.id(), p));
        tree.records(ROOT + "/net/networks/*", Network.class).values().forEach(n -> networks.put(n.id(), n));
        tree.records(ROOT + "/net/networks/*/ports/*/*", Port.class).values().forEach(p -> ports.put(p.id(), p));
        tree.records(ROOT + "/instances/*/*", Instance.class).values().forEach(i -> instances.put(i.id(), i));
    }

    static List<String> of(TreeSnapshot tree) {
        FollowedAudit audit = new FollowedAudit(tree);
        audit.bindingsAreWhatRecordsSay();
        audit.membersAreWhatPortsSay();
        audit.placesAreWhereMachinesAre();
        audit.hostsHaveAppliedWhatIsWanted();
        return audit.findings;
    }

    private void bindingsAreWhatRecordsSay() {
        Set<String> wanted = new HashSet<>();
        networks.values()
                .forEach(network ->
                        network.qosPolicy().ifPresent(policy -> wanted.add(policy + " network " + network.id())));
        ports.values().forEach(port -> port.qosPolicy().ifPresent(policy -> wanted.add(policy + " port " + port.id())));
        Set<String> there = new HashSet<>();
        tree.records(ROOT + "/net/qos_policies/*/bindings/*/*", QosPolicy.Binding.class)
                .forEach((path, binding) -> there.add(part(path, 4) + " " + binding.type() + " " + part(path, 7)));
        differ("QoS binding", wanted, there);
        policies.values().stream()
                .filter(policy -> policy.state() == QosPolicy.State.DELETING)
                .filter(policy -> tree.records(ROOT + "/computes/*/applied", Applied.class).values().stream()
                        .noneMatch(applied -> applied.policies().containsKey(policy.id())))
                .forEach(policy -> findings.add("QoS policy " + policy.name() + " is deleted and carried by no host"));
    }

    private void membersAreWhatPortsSay() {
        Set<String> wanted = new HashSet<>();
        ports.values()
                .forEach(port ->
                        port.securityGroups().forEach(group -> wanted.add(group + " " + port.id() + " " + ips(port))));
        Set<String> there = new HashSet<>();
        tree.records(ROOT + "/net/security_groups/*/members/*/*", SecurityGroup.Member.class)
                .forEach((path, member) -> there.add(part(path, 4) + " " + part(path, 7) + " "
                        + member.addresses().stream().sorted().toList()));
        differ("member", wanted, there);
    }

    private static List<String> ips(Port port) {
        return port.addresses().stream().map(Port.PortAddress::ip).sorted().toList();
    }

    private void placesAreWhereMachinesAre() {
        Set<String> wanted = new HashSet<>();
        ports.values().stream()
                .filter(port -> network(port).filter(FollowedAudit::isVxlan).isPresent())
                .forEach(port -> host(port)
                        .ifPresent(host -> wanted.add(port.id() + " " + host + " " + tunnel(host) + " " + port.mac())));
        Set<String> there = new HashSet<>();
        tree.records(ROOT + "/net/networks/*/places/*/*", Place.class)
                .forEach((path, place) ->
                        there.add(part(path, 7) + " " + place.host() + " " + place.tunnel() + " " + place.mac()));
        differ("place", wanted, there);
    }

    private static boolean isVxlan(Network network) {
        return network.segment().type() == Segment.Type.VXLAN;
    }

    private String tunnel(String host) {
        return tree.record(ROOT + "/computes/" + host + "/self", ComputeSelf.class)
                .flatMap(self -> self.network().tunnel())
                .orElse("nowhere");
    }

    /** Of hosts that are there; one that is away says what it had. */
    private void hostsHaveAppliedWhatIsWanted() {
        Map<String, Map<String, Integer>> policiesOf = new HashMap<>();
        Map<String, Set<String>> networksOf = new HashMap<>();
        ports.values()
                .forEach(port -> host(port).ifPresent(host -> {
                    networksOf.computeIfAbsent(host, any -> new HashSet<>()).add(port.network());
                    effective(port)
                            .ifPresent(policy -> policiesOf
                                    .computeIfAbsent(host, any -> new HashMap<>())
                                    .merge(policy, 1, Integer::sum));
                }));
        for (String alive : tree.paths(ROOT + "/computes/*/alive")) {
            String host = part(alive, 3);
            Applied applied = tree.record(ROOT + "/computes/" + host + "/applied", Applied.class)
                    .orElse(Applied.NOTHING);
            policies(host, applied, policiesOf.getOrDefault(host, Map.of()));
            networks(host, applied, networksOf.getOrDefault(host, Set.of()));
        }
    }

    private void policies(String host, Applied applied, Map<String, Integer> wanted) {
        Set<String> there = new HashSet<>();
        applied.policies()
                .forEach((id, policy) -> there.add(
                        id + " revision " + policy.revision() + " " + policy.state() + " on " + policy.ports()));
        Set<String> expected = new HashSet<>();
        wanted.forEach((id, count) -> {
            int revision = Optional.ofNullable(policies.get(id))
                    .map(QosPolicy::revision)
                    .orElse(-1);
            expected.add(id + " revision " + revision + " " + Applied.State.APPLIED + " on " + count);
        });
        differ("policy applied by " + host, expected, there);
    }

    private void networks(String host, Applied applied, Set<String> wanted) {
        Set<String> there = new HashSet<>();
        applied.networks()
                .forEach((id, network) -> there.add(id + " version " + network.version() + " " + network.state()));
        Set<String> expected = new HashSet<>();
        wanted.forEach(id -> expected.add(
                id + " version " + tree.version(ROOT + "/net/networks/" + id) + " " + Applied.State.APPLIED));
        differ("network applied by " + host, expected, there);
    }

    private Optional<Network> network(Port port) {
        return Optional.ofNullable(networks.get(port.network()));
    }

    /** The port's own, else its network's. */
    private Optional<String> effective(Port port) {
        return port.qosPolicy().or(() -> network(port).flatMap(Network::qosPolicy));
    }

    private Optional<String> host(Port port) {
        return port.instance()
                .flatMap(id -> Optional.ofNullable(instances.get(id)))
                .flatMap(Instance::compute);
    }

    private void differ(String what, Set<String> wanted, Set<String> there) {
        wanted.stream().filter(one -> !there.contains(one)).forEach(one -> findings.add("no " + what + ": " + one));
        there.stream()
                .filter(one -> !wanted.contains(one))
                .forEach(one -> findings.add("needless " + what + ": " + one));
    }

    private static String part(String path, int index) {
        return Splitter.on('/').splitToList(path).get(index);
    }
}
