package io.quark.net.alloc;

import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A network with its subnets and ports, as one index sees them. Not thread safe. */
final class NetworkState {

    /** Subnets are used up in the order in which they were made; those made together, by number. */
    private static final Comparator<SubnetState> ORDER = Comparator.comparing(
                    (SubnetState state) -> state.subnet().createdAt())
            .thenComparing(state -> state.cidr().first());

    /** A record and the version of its node. */
    record Versioned<R>(R record, int version) {}

    /** A port as a proposal leaves it. */
    private record ProposedPort(Versioned<Port> port, long proposal) {}

    private Optional<Versioned<Network>> network = Optional.empty();
    private final Map<String, SubnetState> subnets = new HashMap<>();
    private List<SubnetState> inOrder = List.of();
    private final Map<IpFamily, List<SubnetState>> inOrderOf = new EnumMap<>(IpFamily.class);
    private final Map<String, Versioned<Port>> ports = new HashMap<>();
    private final Map<String, ProposedPort> proposedPorts = new HashMap<>();
    private final Map<String, Versioned<PendingBatch>> pending = new HashMap<>();
    private final Set<String> places = new HashSet<>();
    private final Map<String, Long> proposedPlaces = new HashMap<>();
    private final NavigableSet<String> structure = new TreeSet<>();

    /** The record; empty if it cannot be read. */
    Optional<Versioned<Network>> network() {
        return network;
    }

    void seen(Optional<Versioned<Network>> record) {
        network = record;
    }

    /** By id; to be changed only by {@link #put} and {@link #remove}. */
    Map<String, SubnetState> subnets() {
        return Collections.unmodifiableMap(subnets);
    }

    void put(String subnet, SubnetState now) {
        subnets.put(subnet, now);
        order();
    }

    Optional<SubnetState> remove(String subnet) {
        Optional<SubnetState> gone = Optional.ofNullable(subnets.remove(subnet));
        order();
        return gone;
    }

    /** The rules around a subnet are others now. */
    void rearrange(String subnet) {
        Optional.ofNullable(subnets.get(subnet)).ifPresent(known -> put(subnet, known.rearranged()));
    }

    /** Sorted when they change, not when they are asked for: each port asks. */
    private void order() {
        inOrder = subnets.values().stream().sorted(ORDER).toList();
        for (IpFamily family : IpFamily.values()) {
            inOrderOf.put(
                    family,
                    inOrder.stream().filter(state -> state.family() == family).toList());
        }
    }

    List<SubnetState> subnetsInOrder() {
        return inOrder;
    }

    List<SubnetState> subnetsOf(IpFamily family) {
        return inOrderOf.getOrDefault(family, List.of());
    }

    Optional<SubnetState> subnetOf(Ip ip) {
        return subnets.values().stream()
                .filter(state -> state.cidr().contains(ip))
                .findFirst();
    }

    Map<String, Versioned<Port>> ports() {
        return ports;
    }

    /** Ports that others may see: those of a batch that is still being made are not there yet. */
    Optional<Versioned<Port>> visiblePort(String id) {
        return Optional.ofNullable(ports.get(id)).filter(port -> !isPending(port.record()));
    }

    /** Whether the port's batch is still being made. */
    boolean isPending(Port port) {
        return port.batch().filter(pending::containsKey).isPresent();
    }

    /** The batches of ports that are being made, by their work unit. */
    Map<String, Versioned<PendingBatch>> pending() {
        return pending;
    }

    /** The port is made, or set, by a proposal. */
    void propose(Port port, int version, long proposal) {
        proposedPorts.put(port.id(), new ProposedPort(new Versioned<>(port, version), proposal));
    }

    void unpropose(String port, long proposal) {
        proposedPorts.computeIfPresent(port, (any, proposed) -> proposed.proposal == proposal ? null : proposed);
    }

    /** The proposal that makes or sets a port, if it is open. */
    Optional<Long> proposalOf(String port) {
        return Optional.ofNullable(proposedPorts.get(port)).map(ProposedPort::proposal);
    }

    /** The ports whose places are in the tree. */
    Set<String> places() {
        return places;
    }

    /** Whether the tree says where a port is, or soon will. */
    boolean isPlaced(String port) {
        return places.contains(port) || proposedPlaces.containsKey(port);
    }

    void proposePlace(String port, long proposal) {
        proposedPlaces.put(port, proposal);
    }

    void unproposePlace(String port, long proposal) {
        proposedPlaces.remove(port, proposal);
    }

    /** A port in the tree, or as it soon will be there. */
    Optional<Versioned<Port>> portSoon(String id) {
        Optional<Versioned<Port>> seen = Optional.ofNullable(ports.get(id));
        Optional<Versioned<Port>> proposed =
                Optional.ofNullable(proposedPorts.get(id)).map(ProposedPort::port);
        return proposed.filter(soon ->
                        seen.filter(now -> now.version() >= soon.version()).isEmpty())
                .or(() -> seen);
    }

    /** The paths of all nodes below it that are neither ports nor claims. */
    NavigableSet<String> structure() {
        return structure;
    }
}
