package io.quark.api.network;

import io.quark.api.http.ProblemType;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.common.model.Claim;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Segment;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Paths;
import io.quark.net.model.Ip;
import io.quark.net.model.SegmentRules;
import java.util.List;
import java.util.Optional;

/** What networks, subnets and segments are held by. Reads views. */
final class NetworkHolders {

    private final Cluster cluster;
    private final Paths paths;

    NetworkHolders(Cluster cluster) {
        this.cluster = cluster;
        this.paths = cluster.paths();
    }

    /** A network with ports stays. */
    void refuseInUse(Network network) {
        List<String> ports = cluster.portsOf(network.id())
                .limit(Ownership.NAMED + 1L)
                .map(Entry::value)
                .map(NetworkHolders::described)
                .toList();
        Ownership.refuseHeld(
                "the network " + network.name() + " has ports",
                ports,
                "Delete what is on it first; GET /v1/ports?network=" + network.id() + " lists the ports.");
        List<String> held = cluster.subnetsOf(network.id()).stream()
                .flatMap(subnet -> held(subnet).stream())
                .limit(Ownership.NAMED + 1L)
                .toList();
        Ownership.refuseHeld(
                "addresses of the network " + network.name() + " are in use",
                held,
                "Give them back first; GET /v1/addresses?network=" + network.id() + " lists them.");
    }

    /** A subnet with addresses in use stays. */
    void refuseInUse(Subnet subnet) {
        Ownership.refuseHeld(
                "addresses of the subnet " + subnet.name() + " are in use",
                held(subnet),
                "Release them first; GET /v1/addresses?network=" + subnet.network() + "&subnet=" + subnet.id()
                        + " lists them.");
    }

    /** As many as are named at most, and one more. */
    private List<String> held(Subnet subnet) {
        return cluster.catalogue()
                .claims(paths.addresses(subnet.network(), subnet.id()))
                .filter(claimed -> claimed.node().as(Claim.class).state() == Claim.State.ALLOCATED)
                .limit(Ownership.NAMED + 1L)
                .map(claimed -> claimed.name() + " (" + holder(claimed.node().as(Claim.class)) + ")")
                .toList();
    }

    /** A network is shared as long as ports of other projects are on it. */
    void refuseForeignPorts(Network network) {
        List<String> ports = cluster.portsOf(network.id())
                .map(Entry::value)
                .filter(port -> !port.project().equals(network.project()))
                .limit(Ownership.NAMED + 1L)
                .map(port -> described(port) + " of project " + port.project())
                .toList();
        Ownership.refuseHeld(
                "other projects have ports on the network " + network.name(),
                ports,
                "It can be kept from others when those ports are gone.");
    }

    /** An address that somebody has cannot become the gateway. */
    void refuseTakenGateway(Subnet subnet, Optional<String> gateway) {
        gateway.filter(ip -> !subnet.gateway().equals(gateway))
                .flatMap(ip -> cluster.catalogue()
                        .claim(
                                paths.addresses(subnet.network(), subnet.id()),
                                Ip.of(ip).text()))
                .map(claimed -> claimed.node().as(Claim.class))
                .filter(claim -> claim.state() == Claim.State.ALLOCATED)
                .ifPresent(claim -> {
                    throw ProblemType.CONFLICT.of(
                            gateway.orElseThrow() + " cannot become the gateway: it is in use by " + holder(claim),
                            "Choose an address that is free, or release that one first.");
                });
    }

    /** A segment id belongs to one network. */
    void refuseSegmentInUse(Segment segment) {
        String space = SegmentRules.space(segment.type(), segment.physical());
        segment.id()
                .flatMap(id -> cluster.catalogue().claim(paths.segmentSpace(space), Integer.toString(id)))
                .map(claimed -> claimed.node().as(Claim.class))
                .filter(claim -> claim.state() == Claim.State.ALLOCATED)
                .ifPresent(claim -> {
                    throw ProblemType.CONFLICT.of(
                            segment.type().text() + " " + segment.id().orElseThrow() + " is in use by " + holder(claim),
                            "Ask for another id, or for none: then one is taken from a segment pool.");
                });
    }

    /** A port for people: its name and what it belongs to. */
    static String described(Port port) {
        return "port " + port.name()
                + port.device()
                        .map(device -> " of " + device.type() + " " + device.id())
                        .orElse("");
    }

    private static String holder(Claim claim) {
        return claim.device()
                .map(device -> device.type() + " " + device.id())
                .or(() -> claim.ports().stream().findFirst().map(port -> "port " + port))
                .orElse("nobody that is known here: reserved");
    }
}
