package io.quark.net.alloc;

import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/** A network with its subnets and ports, as one index sees them. Not thread safe. */
final class NetworkState {

    /** Subnets are used up in the order in which they were made; those made together, by number. */
    private static final Comparator<SubnetState> ORDER = Comparator.comparing(
                    (SubnetState state) -> state.subnet().createdAt())
            .thenComparing(state -> state.cidr().first());

    /** A record and the version of its node. */
    record Versioned<R>(R record, int version) {}

    private Optional<Versioned<Network>> network = Optional.empty();
    private final Map<String, SubnetState> subnets = new HashMap<>();
    private final Map<String, Versioned<Port>> ports = new HashMap<>();
    private final Map<String, Long> proposedPorts = new HashMap<>();
    private final NavigableSet<String> structure = new TreeSet<>();

    /** The record; empty if it cannot be read. */
    Optional<Versioned<Network>> network() {
        return network;
    }

    void seen(Optional<Versioned<Network>> record) {
        network = record;
    }

    Map<String, SubnetState> subnets() {
        return subnets;
    }

    List<SubnetState> subnetsInOrder() {
        return subnets.values().stream().sorted(ORDER).toList();
    }

    List<SubnetState> subnetsOf(IpFamily family) {
        return subnets.values().stream()
                .filter(state -> state.family() == family)
                .sorted(ORDER)
                .toList();
    }

    Optional<SubnetState> subnetOf(Ip ip) {
        return subnets.values().stream()
                .filter(state -> state.cidr().contains(ip))
                .findFirst();
    }

    Map<String, Versioned<Port>> ports() {
        return ports;
    }

    void propose(String port, long proposal) {
        proposedPorts.put(port, proposal);
    }

    void unpropose(String port, long proposal) {
        proposedPorts.remove(port, proposal);
    }

    /** The version of a port's record, in the tree or soon. */
    OptionalInt portVersion(String port) {
        Versioned<Port> seen = ports.get(port);
        if (seen != null) {
            return OptionalInt.of(seen.version());
        }
        return proposedPorts.containsKey(port) ? OptionalInt.of(0) : OptionalInt.empty();
    }

    /** The paths of all nodes below it that are neither ports nor claims. */
    NavigableSet<String> structure() {
        return structure;
    }
}
