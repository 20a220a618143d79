package io.quark.api.port;

import io.quark.api.port.AddressAnswer.State;
import io.quark.api.port.PortAnswer.DeviceAnswer;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.api.view.NetCatalogue.Claimed;
import io.quark.common.model.Claim;
import io.quark.common.model.IpPolicy;
import io.quark.common.model.Port;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.net.model.Cidr;
import io.quark.net.model.ExcludeRule;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Walks the addresses that are not free: claims, gateways, and what can never be a host's. What an IP policy excludes is not walked, as it may be more than
 * can be counted, but it is known of each single address. Thread safe.
 */
final class Addresses {

    private final Cluster cluster;

    Addresses(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * One address and what stands for it in the tree.
     *
     * @param node of the claim, where there is one
     */
    record Found(AddressAnswer answer, Optional<Claim> claim, Optional<Node> node) {}

    /** Lazily, subnet by subnet, ordered by key: network, subnet, address. */
    Stream<Map.Entry<String, AddressAnswer>> of(Stream<String> networks) {
        return networks.sorted()
                .flatMap(network -> new TreeSet<>(cluster.subnetsOf(network).stream()
                                .map(Subnet::id)
                                .toList())
                        .stream().flatMap(subnet -> ofSubnet(network, subnet)));
    }

    private Stream<Map.Entry<String, AddressAnswer>> ofSubnet(String network, String id) {
        return cluster.subnetsOf(network).stream().filter(one -> one.id().equals(id)).findFirst().stream()
                .flatMap(subnet -> {
                    TreeMap<String, AddressAnswer> inOrder = new TreeMap<>();
                    never(subnet).forEach(address -> inOrder.put(key(address), address));
                    claims(subnet).forEach(address -> inOrder.put(key(address), address));
                    return inOrder.entrySet().stream();
                });
    }

    private static String key(AddressAnswer address) {
        return address.network() + "/" + address.subnet() + "/" + address.ip();
    }

    /** The address of a network, if it is not free. */
    Optional<Found> find(String network, Ip ip) {
        return cluster.subnetsOf(network).stream()
                .filter(subnet -> Cidr.of(subnet.cidr()).contains(ip))
                .findFirst()
                .flatMap(subnet -> claimed(subnet, ip)
                        .or(() -> Stream.concat(never(subnet), excluded(subnet, ip))
                                .filter(address -> address.ip().equals(ip.text()))
                                .findFirst()
                                .map(address -> new Found(address, Optional.empty(), Optional.empty()))));
    }

    private Optional<Found> claimed(Subnet subnet, Ip ip) {
        return cluster.catalogue()
                .claim(spread(subnet), ip.text())
                .map(claimed -> new Found(
                        shown(subnet, claimed),
                        Optional.of(claimed.node().as(Claim.class)),
                        Optional.of(claimed.node())));
    }

    private String spread(Subnet subnet) {
        Paths paths = cluster.paths();
        return paths.addresses(subnet.network(), subnet.id());
    }

    private Stream<AddressAnswer> claims(Subnet subnet) {
        return cluster.catalogue().claims(spread(subnet)).map(claimed -> shown(subnet, claimed));
    }

    private AddressAnswer shown(Subnet subnet, Claimed claimed) {
        Claim claim = claimed.node().as(Claim.class);
        Optional<Port> port = claim.ports().stream()
                .findFirst()
                .flatMap(id -> cluster.ports().byId(id))
                .map(Entry::value);
        State state = state(claim);
        return new AddressAnswer(
                claimed.name(),
                subnet.network(),
                subnet.id(),
                state,
                claim.ports(),
                claim.device()
                        .or(() -> port.filter(one -> claim.ports().size() == 1).flatMap(Port::device))
                        .map(DeviceAnswer::of),
                claim.note(),
                claim.project().or(() -> port.map(Port::project)),
                claim.kept(),
                claimed.node().modifiedAt(),
                state == State.COOLING
                        ? Optional.of(claimed.node().modifiedAt().plusSeconds(subnet.reuseAfterS()))
                        : Optional.empty());
    }

    private static State state(Claim claim) {
        if (claim.state() == Claim.State.COOLING) {
            return State.COOLING;
        }
        return claim.ports().isEmpty() && claim.device().isEmpty() ? State.RESERVED : State.ALLOCATED;
    }

    private static Stream<AddressAnswer> never(Subnet subnet) {
        Cidr cidr = Cidr.of(subnet.cidr());
        Stream<String> ends = cidr.family() == IpFamily.IPV4
                ? Stream.of(cidr.first(), cidr.last())
                        .filter(ip -> cidr.reserved(ip).isPresent())
                        .map(Ip::text)
                : Stream.empty();
        return Stream.concat(
                ends.map(ip -> kept(subnet, ip, State.EXCLUDED)),
                subnet.gateway().stream().map(ip -> kept(subnet, ip, State.GATEWAY)));
    }

    /** By the subnet's policy. */
    private Stream<AddressAnswer> excluded(Subnet subnet, Ip ip) {
        List<String> rules = subnet.ipPolicy()
                .flatMap(id -> cluster.catalogue().policies().byId(id))
                .map(Entry::value)
                .map(IpPolicy::exclude)
                .orElse(List.of());
        Cidr cidr = Cidr.of(subnet.cidr());
        return rules.stream()
                .flatMap(rule -> ExcludeRule.of(rule).in(cidr).stream())
                .filter(span -> span.contains(ip))
                .limit(1)
                .map(span -> kept(subnet, ip.text(), State.EXCLUDED));
    }

    private static AddressAnswer kept(Subnet subnet, String ip, State state) {
        return new AddressAnswer(
                ip,
                subnet.network(),
                subnet.id(),
                state,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                subnet.createdAt(),
                Optional.empty());
    }
}
