package io.quark.api.network;

import io.quark.api.network.AddressAnswer.State;
import io.quark.api.view.Cluster;
import io.quark.common.model.Claim;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Walks the addresses that are not free: claims, gateways, and what can never be a host's. Thread safe. */
final class Addresses {

    private final Cluster cluster;

    Addresses(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Lazily, subnet by subnet, ordered by key: network, subnet, address. */
    Stream<Map.Entry<String, AddressAnswer>> of(Stream<String> networks) {
        return networks.sorted()
                .flatMap(network -> new TreeSet<>(cluster.subnetsOf(network).stream()
                                .map(Subnet::id)
                                .toList())
                        .stream().flatMap(subnet -> ofSubnet(network, subnet)));
    }

    private Stream<Map.Entry<String, AddressAnswer>> ofSubnet(String network, String id) {
        Optional<Subnet> found = cluster.subnetsOf(network).stream()
                .filter(one -> one.id().equals(id))
                .findFirst();
        return found.map(subnet -> {
                    TreeMap<String, AddressAnswer> inOrder = new TreeMap<>();
                    never(subnet).forEach(address -> inOrder.put(key(address), address));
                    claims(subnet).forEach(address -> inOrder.put(key(address), address));
                    return inOrder.entrySet().stream();
                })
                .orElseGet(Stream::empty);
    }

    private static String key(AddressAnswer address) {
        return address.network() + "/" + address.subnet() + "/" + address.ip();
    }

    private Stream<AddressAnswer> claims(Subnet subnet) {
        Paths paths = cluster.paths();
        TreeView view = cluster.view();
        return view.children(paths.addresses(subnet.network(), subnet.id())).stream()
                .map(bucket -> paths.addressBucket(subnet.network(), subnet.id(), bucket))
                .flatMap(bucket -> view.children(bucket).stream()
                        .flatMap(ip -> view.get(bucket + "/" + ip).stream().map(node -> claim(subnet, ip, node))));
    }

    private static AddressAnswer claim(Subnet subnet, String ip, Node node) {
        Claim claim = node.as(Claim.class);
        State state = claim.state() == Claim.State.COOLING ? State.COOLING : State.ALLOCATED;
        return new AddressAnswer(ip, subnet.network(), subnet.id(), state, claim.ports(), node.modifiedAt());
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

    private static AddressAnswer kept(Subnet subnet, String ip, State state) {
        return new AddressAnswer(ip, subnet.network(), subnet.id(), state, List.of(), subnet.createdAt());
    }
}
