package io.quark.net.host;

import io.quark.common.model.Segment;
import io.quark.net.model.Ip;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How this host realises each kind of network by bridges, as it is configured. Stateless. */
final class BridgePlan {

    private final Physicals physicals;
    private final Optional<Ip> tunnel;
    private final boolean takesGateways;
    private final Uplink none = new NoUplink();
    private final Uplink byInterface;
    private final Uplink byVlan;
    private final Uplink byVxlan;

    BridgePlan(IpCommand ip, MarkedDevices devices, Physicals physicals, Optional<Ip> tunnel, boolean takesGateways) {
        this.physicals = physicals;
        this.tunnel = tunnel;
        this.takesGateways = takesGateways;
        this.byInterface = new InterfaceUplink(ip, physicals);
        this.byVlan = new VlanUplink(ip, devices, physicals);
        this.byVxlan = new VxlanUplink(ip, devices, tunnel);
    }

    Set<Segment.Type> segments() {
        Set<Segment.Type> segments = EnumSet.of(Segment.Type.FLAT);
        if (!physicals.names().isEmpty()) {
            segments.add(Segment.Type.VLAN);
        }
        if (tunnel.isPresent()) {
            segments.add(Segment.Type.VXLAN);
        }
        return segments;
    }

    Set<String> physical() {
        return physicals.names();
    }

    /** The address of this host that tunnelled traffic comes to. */
    Optional<Ip> tunnel() {
        return tunnel;
    }

    Uplink uplink(HostNetwork network) {
        return switch (network.segment().type()) {
            case FLAT -> network.segment().physical().isPresent() ? byInterface : none;
            case VLAN -> byVlan;
            case VXLAN -> byVxlan;
        };
    }

    /** The gateway's addresses that this host takes: where a network has other hosts on it, its gateway is a router of theirs. */
    List<String> gateways(HostNetwork network) {
        boolean isItsOwn = network.segment().type() == Segment.Type.FLAT
                && network.segment().physical().isEmpty();
        return takesGateways && isItsOwn ? network.gateways() : List.of();
    }

    /** The device that may be a bridge of somebody else's which the network's machines join. */
    Optional<String> sharable(HostNetwork network) {
        return network.segment().type() == Segment.Type.FLAT ? physicals.device(network) : Optional.empty();
    }

    /**
     * The bridge of somebody else's that the network's machines join; empty if the network has one of its own.
     *
     * @throws DriverException if what is configured is not there, or not in use
     */
    Optional<String> sharedBridge(HostNetwork network) {
        return sharable(network).isPresent() ? physicals.sharedBridge(network) : Optional.empty();
    }

    /** The entries that the kernel is to have for a network; empty if it was told of none, or has no place for any. */
    Optional<Set<Forward>> entries(Standing standing) {
        return standing.network().segment().type() == Segment.Type.VXLAN
                ? tunnel.flatMap(own -> standing.entries().map(entries -> ForwardingEntries.wanted(entries, own)))
                : Optional.empty();
    }
}
