package io.quark.net.alloc;

import io.quark.common.model.Port;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import io.quark.net.model.Mac;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All that an index knows: what the view showed, and what is proposed over it. Not thread safe. */
final class NetState {

    /**
     * Claims with what they are below.
     *
     * @param owner id of the network or the range of MACs
     */
    record OwnedClaims(String owner, Claims<?> claims) {}

    /** What a name stands for. */
    record NameClaim(String id, int version, boolean undecided) {}

    private final Paths paths;
    private final Map<String, NetworkState> networks = new HashMap<>();
    private final Map<String, MacRangeState> macRanges = new HashMap<>();
    private final Map<String, NameClaim> names = new HashMap<>();
    private final Buckets projects = new Buckets();
    private final Proposals proposals = new Proposals();

    NetState(Paths paths) {
        this.paths = paths;
    }

    Paths paths() {
        return paths;
    }

    Map<String, NetworkState> networks() {
        return networks;
    }

    Optional<NetworkState> network(String id) {
        return Optional.ofNullable(networks.get(id));
    }

    Map<String, MacRangeState> macRanges() {
        return macRanges;
    }

    /** The ranges that MACs are handed out from, in the order in which they are used up. */
    List<MacRangeState> macRangesInOrder() {
        return macRanges.values().stream()
                .filter(range -> !range.isForRequested())
                .sorted(Comparator.comparing(
                                (MacRangeState state) -> state.range().createdAt())
                        .thenComparing(state -> state.block().first()))
                .toList();
    }

    /** Where the claim on a MAC belongs; empty only before the tree is laid out. */
    Optional<MacRangeState> macRangeOf(Mac mac) {
        return macRanges.values().stream()
                .filter(range -> !range.isForRequested() && range.block().contains(mac))
                .findFirst()
                .or(() -> Optional.ofNullable(macRanges.get(TreeLayout.REQUESTED_MACS)));
    }

    /** Paths of the claims on names of networks, and what they stand for. */
    Map<String, NameClaim> names() {
        return names;
    }

    /** Which projects have a node for the names of their networks. */
    Buckets projects() {
        return projects;
    }

    /** Ends a proposed name, unless the view shows it meanwhile. */
    void forgetUndecidedName(String path, String id) {
        names.computeIfPresent(
                path, (any, claim) -> claim.undecided() && claim.id().equals(id) ? null : claim);
    }

    /** The claims of every subnet with the id of its network, and of every range of MACs with its own. */
    Stream<OwnedClaims> claims() {
        Stream<OwnedClaims> addresses = networks.entrySet().stream()
                .flatMap(network -> network.getValue().subnets().values().stream()
                        .map(subnet -> new OwnedClaims(network.getKey(), subnet.addresses())));
        Stream<OwnedClaims> macs = macRanges.entrySet().stream()
                .map(range -> new OwnedClaims(range.getKey(), range.getValue().macs()));
        return Stream.concat(addresses, macs);
    }

    Proposals proposals() {
        return proposals;
    }

    /** Says for people who holds what these ports have. */
    String holder(List<String> ports) {
        if (ports.isEmpty()) {
            return "nobody that is known";
        }
        String id = ports.get(0);
        return networks.values().stream()
                .flatMap(network -> Optional.ofNullable(network.ports().get(id)).stream())
                .map(port -> describe(port.record()))
                .findFirst()
                .orElse("port " + id);
    }

    /** A port for people: its id and what it belongs to. */
    static String describe(Port port) {
        return "port " + port.id()
                + port.device()
                        .map(device -> " of " + device.type() + " " + device.id())
                        .orElse("");
    }
}
