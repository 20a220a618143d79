package io.quark.api.qos;

import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a policy is bound to, and which hosts that reaches. Reads views, by their indexes. Thread safe. */
final class QosReach {

    private final Cluster cluster;

    QosReach(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The networks that a policy is bound to. */
    Stream<Entry<Network>> networks(String policy) {
        return cluster.qos().bindings(policy).flatMap(id -> cluster.networks().byId(id).stream());
    }

    /** The ports that a policy is bound to by themselves. */
    Stream<Port> ports(String policy) {
        return cluster.qos()
                .bindings(policy)
                .flatMap(id -> cluster.ports().byId(id).stream())
                .map(Entry::value);
    }

    /** The host of the machine that uses a port; empty where none does, or it is nowhere. */
    Optional<String> host(Port port) {
        return machine(port).flatMap(Instance::compute);
    }

    private Optional<Instance> machine(Port port) {
        return port.instance().flatMap(id -> cluster.instances().byId(id)).map(Entry::value);
    }

    /** Hosts where machines run on ports that a policy is bound to by themselves. */
    Set<String> hostsOfPorts(String policy) {
        Set<String> hosts = new TreeSet<>();
        ports(policy)
                .flatMap(port -> machine(port).stream())
                .filter(this::runs)
                .flatMap(machine -> machine.compute().stream())
                .forEach(hosts::add);
        return hosts;
    }

    /**
     * Hosts besides the given ones where machines run on ports that are under a policy by their network. Walks the ports of its networks,
     * and reads on only for those that are elsewhere.
     */
    Set<String> hostsOfNetworks(String policy, Set<String> besides) {
        Set<String> hosts = new TreeSet<>();
        networks(policy)
                .flatMap(network -> cluster.portsOf(network.value().id()))
                .map(Entry::value)
                .filter(port -> port.qosPolicy().isEmpty())
                .flatMap(port -> machine(port).stream())
                .filter(machine -> machine.compute()
                        .filter(host -> !besides.contains(host) && !hosts.contains(host))
                        .isPresent())
                .filter(this::runs)
                .flatMap(machine -> machine.compute().stream())
                .forEach(hosts::add);
        return hosts;
    }

    private boolean runs(Instance machine) {
        return machine.status() == Instance.Status.ACTIVE
                && machine.compute()
                        .flatMap(host -> cluster.managed(host, machine.id()))
                        .map(Managed::status)
                        .filter(MachineStatus.RUNNING::equals)
                        .isPresent();
    }

    /** The networks that a policy is bound to, by id, with the data versions of their records. */
    Map<String, Integer> versions(String policy) {
        Map<String, Integer> versions = new TreeMap<>();
        networks(policy)
                .forEach(entry -> versions.put(entry.value().id(), entry.node().version()));
        return versions;
    }

    /** The largest MTU of the networks whose ports may be under a policy; empty where it is bound to nothing. */
    Optional<Integer> largestMtu(String policy) {
        return Stream.concat(
                        networks(policy).map(Entry::value),
                        ports(policy)
                                .map(Port::network)
                                .distinct()
                                .flatMap(id -> cluster.networks().byId(id).stream())
                                .map(Entry::value))
                .map(Network::mtu)
                .max(Integer::compare);
    }

    /** Where a network's driver has, or may soon have, ports: for each network, its hosts. */
    List<DriverPlace> places(String policy) {
        Stream<DriverPlace> inherited = networks(policy)
                .map(Entry::value)
                .flatMap(network -> cluster.applied().hostsOfNetwork(network.id()).stream()
                        .map(host -> new DriverPlace(host, network.driver())));
        Stream<DriverPlace> own = ports(policy).flatMap(port -> place(port).stream());
        return Stream.concat(inherited, own).distinct().toList();
    }

    /** Where a port is, if its machine is somewhere. */
    Optional<DriverPlace> place(Port port) {
        return host(port)
                .flatMap(host -> cluster.networks()
                        .byId(port.network())
                        .map(network -> new DriverPlace(host, network.value().driver())));
    }

    /** A driver on a host. */
    record DriverPlace(String host, String driver) {}
}
