package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Claim;
import io.quark.common.model.IpPolicy;
import io.quark.common.model.MacRange;
import io.quark.common.model.Network;
import io.quark.common.model.Place;
import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.SecurityGroup;
import io.quark.common.model.Segment;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Node;
import io.quark.common.tree.TreeLayout;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import io.quark.net.model.Mac;
import io.quark.net.model.MacBlock;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the tree itself says of networks, read without any of the code under test, and what must be true of it at every moment.
 *
 * <ul>
 *   <li>I3: no address of a network and no MAC has two owners that do not share it;
 *   <li>I4: no address or MAC is held by nothing, and no record is without its claim;
 *   <li>a binding, a member of a group and a place stand exactly where a record of a network or port says so;
 *   <li>I7: nothing stands below a network that is not there, and an address is of the subnet that it lies in.
 * </ul>
 *
 * I5, the quarantine, is about time: whoever knows when something was released checks it.
 */
final class NetTree {

    /**
     * A claim and where it is.
     *
     * @param place id of the subnet or of the range
     * @param since when it was written last
     */
    record Held(String place, String value, Claim claim, Instant since) {
        boolean cooling() {
            return claim.state() == Claim.State.COOLING;
        }
    }

    final Map<String, Network> networks = new TreeMap<>();
    final Map<String, Subnet> subnets = new TreeMap<>();
    final Map<String, Port> ports = new TreeMap<>();
    final Map<String, MacRange> ranges = new TreeMap<>();
    final Map<String, IpPolicy> policies = new TreeMap<>();
    final Map<String, QosPolicy> qosPolicies = new TreeMap<>();
    final Map<String, SecurityGroup> groups = new TreeMap<>();
    final Map<String, QosPolicy.Binding> bindings = new TreeMap<>();
    final Map<String, SecurityGroup.Member> members = new TreeMap<>();
    final Map<String, Place> places = new TreeMap<>();
    final Set<String> pending = new HashSet<>();
    final List<Held> addresses = new ArrayList<>();
    final List<Held> macs = new ArrayList<>();

    NetTree(PaperTree tree) {
        for (Node node : tree.below(tree.paths.net())) {
            read(tree, tree.paths.parts(node.path()), node);
        }
    }

    private void read(PaperTree tree, List<String> parts, Node node) {
        boolean network = parts.get(1).equals("networks");
        boolean range = parts.get(1).equals("mac_ranges");
        String kind = parts.size() > 3 ? parts.get(3) : "";
        if (network && parts.size() == 3) {
            networks.put(parts.get(2), tree.record(node, Network.class));
        } else if (network && parts.size() == 5 && kind.equals("subnets")) {
            subnets.put(parts.get(4), tree.record(node, Subnet.class));
        } else if (network && parts.size() == 5 && kind.equals("pending")) {
            pending.add(parts.get(4));
        } else if (network && parts.size() == 6 && kind.equals("ports")) {
            ports.put(parts.get(5), tree.record(node, Port.class));
        } else if (network && parts.size() == 8) {
            addresses.add(new Held(parts.get(4), parts.get(7), tree.record(node, Claim.class), node.modifiedAt()));
        } else if (network && parts.size() == 6 && kind.equals("places")) {
            places.put(parts.get(2) + " " + parts.get(5), tree.record(node, Place.class));
        } else if (parts.get(1).equals("qos_policies") || parts.get(1).equals("security_groups")) {
            readRules(tree, parts, node);
        } else if (parts.get(1).equals("ip_policies") && parts.size() == 3) {
            policies.put(parts.get(2), tree.record(node, IpPolicy.class));
        } else if (range && parts.size() == 3) {
            ranges.put(parts.get(2), tree.record(node, MacRange.class));
        } else if (range && parts.size() == 6) {
            macs.add(new Held(parts.get(2), parts.get(5), tree.record(node, Claim.class), node.modifiedAt()));
        }
    }

    private void readRules(PaperTree tree, List<String> parts, Node node) {
        boolean policy = parts.get(1).equals("qos_policies");
        if (policy && parts.size() == 3) {
            qosPolicies.put(parts.get(2), tree.record(node, QosPolicy.class));
        } else if (parts.size() == 3) {
            groups.put(parts.get(2), tree.record(node, SecurityGroup.class));
        } else if (policy && parts.size() == 6) {
            bindings.put(parts.get(2) + " " + parts.get(5), tree.record(node, QosPolicy.Binding.class));
        } else if (parts.size() == 6) {
            members.put(parts.get(2) + " " + parts.get(5), tree.record(node, SecurityGroup.Member.class));
        }
    }

    Optional<Claim> address(String network, String ip) {
        return addresses.stream()
                .filter(held -> held.value().equals(ip)
                        && Objects.requireNonNull(subnets.get(held.place()))
                                .network()
                                .equals(network))
                .map(Held::claim)
                .findFirst();
    }

    Optional<Claim> mac(String mac) {
        return macs.stream()
                .filter(held -> held.value().equals(mac))
                .map(Held::claim)
                .findFirst();
    }

    Port port(String id) {
        assertThat(ports).containsKey(id);
        return Objects.requireNonNull(ports.get(id));
    }

    void assertSound() {
        Map<String, Set<String>> holders = new HashMap<>();
        Set<String> once = new HashSet<>();
        for (Held held : addresses) {
            Subnet subnet = Objects.requireNonNull(subnets.get(held.place()), "an address below no subnet");
            assertThat(Cidr.of(subnet.cidr()).contains(Ip.of(held.value())))
                    .as("%s lies in %s", held.value(), subnet.cidr())
                    .isTrue();
            String key = subnet.network() + " " + held.value();
            assertThat(once.add(key)).as("%s is claimed once", key).isTrue();
            holders.put(key, held(key, held.claim()));
        }
        for (Held held : macs) {
            boolean requested = held.place().equals(TreeLayout.REQUESTED_MACS);
            MacRange range = Objects.requireNonNull(ranges.get(held.place()), "a MAC below no range");
            assertThat(requested || MacBlock.of(range.cidr()).contains(Mac.of(held.value())))
                    .as("%s lies in %s", held.value(), range.cidr())
                    .isTrue();
            assertThat(once.add(held.value()))
                    .as("%s is claimed once", held.value())
                    .isTrue();
            holders.put(held.value(), held(held.value(), held.claim()));
        }
        addresses.stream().filter(held -> !held.cooling()).forEach(this::assertNotKeptBack);
        assertThat(claimedBy(holders))
                .as("what claims say that ports have, and what ports say")
                .isEqualTo(said());
        subnets.values().forEach(subnet -> assertThat(networks).containsKey(subnet.network()));
        ports.values().forEach(port -> assertThat(networks).containsKey(port.network()));
        assertFollowed();
    }

    /** What stands below policies, groups and networks because of ports and networks says what their records say. */
    private void assertFollowed() {
        Map<String, QosPolicy.Binding> bound = new TreeMap<>();
        Map<String, SecurityGroup.Member> grouped = new TreeMap<>();
        Map<String, String> placed = new TreeMap<>();
        networks.forEach((id, network) -> network.qosPolicy()
                .ifPresent(policy -> bound.put(policy + " " + id, new QosPolicy.Binding("network", id))));
        ports.forEach((id, port) -> {
            port.qosPolicy()
                    .ifPresent(policy -> bound.put(policy + " " + id, new QosPolicy.Binding("port", port.network())));
            List<String> ips =
                    port.addresses().stream().map(Port.PortAddress::ip).toList();
            port.securityGroups()
                    .forEach(group -> grouped.put(group + " " + id, new SecurityGroup.Member(port.network(), ips)));
            Network network = Objects.requireNonNull(networks.get(port.network()));
            if (network.segment().type() == Segment.Type.VXLAN) {
                port.instance().ifPresent(instance -> placed.put(network.id() + " " + id, instance + " " + port.mac()));
            }
        });
        assertThat(bindings).as("bindings").isEqualTo(bound);
        assertThat(members).as("members of groups").isEqualTo(grouped);
        Map<String, String> said = new TreeMap<>();
        places.forEach((port, place) -> said.put(port, place.instance() + " " + place.mac()));
        assertThat(said).as("places").isEqualTo(placed);
        groups.values().stream()
                .flatMap(group -> group.rules().stream())
                .flatMap(rule -> rule.group().stream())
                .forEach(group -> assertThat(groups).containsKey(group));
    }

    /** Nothing in use is the gateway, or excluded, or no host's; while a change is being checked it may be. */
    private void assertNotKeptBack(Held held) {
        Subnet subnet = Objects.requireNonNull(subnets.get(held.place()));
        boolean changing = subnet.changing().isPresent()
                || subnet.ipPolicy()
                        .map(policies::get)
                        .filter(policy -> policy.changing().isPresent())
                        .isPresent();
        assertThat(changing || mayBeUsed(subnet, Ip.of(held.value())))
                .as("%s of %s may be in use", held.value(), subnet)
                .isTrue();
    }

    /** Whether the rules of the subnet let an address be used. Knows of policies only offsets from the beginning. */
    boolean mayBeUsed(Subnet subnet, Ip ip) {
        Cidr cidr = Cidr.of(subnet.cidr());
        BigInteger size = cidr.size();
        boolean pointToPoint = size.compareTo(BigInteger.TWO) <= 0;
        boolean first = ip.equals(cidr.first()) && !pointToPoint;
        boolean broadcast = ip.equals(cidr.last()) && !pointToPoint && cidr.family() == IpFamily.IPV4;
        boolean excluded = subnet.ipPolicy().stream()
                .flatMap(id -> Optional.ofNullable(policies.get(id)).stream())
                .flatMap(policy -> policy.exclude().stream())
                .map(BigInteger::new)
                .anyMatch(offset ->
                        offset.compareTo(size) < 0 && cidr.first().plus(offset).equals(ip));
        return !first
                && !broadcast
                && !excluded
                && subnet.gateway().filter(ip.text()::equals).isEmpty();
    }

    private static Set<String> held(String what, Claim claim) {
        boolean cooling = claim.state() == Claim.State.COOLING;
        assertThat(claim.ports()).as("ports of %s", what).doesNotHaveDuplicates();
        assertThat(cooling)
                .as("%s is held by something", what)
                .isEqualTo(claim.ports().isEmpty() && !claim.kept());
        assertThat(claim.ports().size() > 1 && !claim.kept())
                .as("%s is shared, and was not asked for by itself", what)
                .isFalse();
        return new HashSet<>(claim.ports());
    }

    private static Set<String> claimedBy(Map<String, Set<String>> holders) {
        Set<String> all = new HashSet<>();
        holders.forEach((what, ids) -> ids.forEach(id -> all.add(id + " has " + what)));
        return all;
    }

    private Set<String> said() {
        Set<String> all = new HashSet<>();
        ports.forEach((id, port) -> {
            all.add(id + " has " + port.mac());
            port.addresses().forEach(address -> {
                all.add(id + " has " + port.network() + " " + address.ip());
                assertThat(Objects.requireNonNull(subnets.get(address.subnet())).network())
                        .as("network of the subnet of %s", address)
                        .isEqualTo(port.network());
            });
        });
        return all;
    }
}
