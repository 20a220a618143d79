package io.quark.net.host.ovs;

import io.quark.common.model.Segment;
import io.quark.net.host.Forward;
import io.quark.net.host.GatewayAddresses;
import io.quark.net.host.HostNetwork;
import io.quark.net.host.HostProblems;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridges of networks. Those of flat and VLAN networks switch by themselves; those of VXLAN networks as {@link OverlayFlows} tell them.
 * Stateless; one call for a network at a time.
 */
final class NetworkBridges {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkBridges.class);

    private final Vsctl vsctl;
    private final Ofctl ofctl;
    private final PhysicalBridges physicals;
    private final PortBridges ports;
    private final GatewayAddresses gateways;
    private final Settings settings;

    NetworkBridges(
            Vsctl vsctl,
            Ofctl ofctl,
            PhysicalBridges physicals,
            PortBridges ports,
            GatewayAddresses gateways,
            Settings settings) {
        this.vsctl = vsctl;
        this.ofctl = ofctl;
        this.physicals = physicals;
        this.ports = ports;
        this.gateways = gateways;
        this.settings = settings;
    }

    void realise(HostNetwork network) {
        String name = Names.network(network.id());
        boolean overlay = network.segment().type() == Segment.Type.VXLAN;
        if (vsctl.bridge(name).filter(bridge -> !isOurs(bridge, network.id())).isPresent()) {
            throw HostProblems.foreignDevice(name, "bridge of Open vSwitch", network.id());
        }
        Change change = new Change()
                .with("--may-exist", "add-br", name)
                .with(
                        "set",
                        "Bridge",
                        name,
                        "datapath_type=" + settings.datapath(),
                        "fail_mode=" + (overlay ? "secure" : "standalone"),
                        "other_config:disable-in-band=true")
                .mark("Bridge", name, Bridge.OWNER, settings.owner())
                .mark("Bridge", name, Bridge.NETWORK, network.id())
                .with("set", "Interface", name, "mtu_request=" + network.mtu());
        vsctl.commit(overlay ? withTunnel(change, network) : change);
        if (overlay) {
            ofctl.change(name, OverlayFlows.way());
            showMachinesHere(network);
        } else {
            network.segment().physical().ifPresent(physical -> physicals.join(network, physical));
        }
        List<String> own = gateways(network, settings);
        if (!own.isEmpty()) {
            gateways.open(name);
            gateways.take(name, own);
        }
    }

    /** The gateways that this host is: those of a flat network that nobody else can be on. */
    static List<String> gateways(HostNetwork network, Settings settings) {
        boolean alone = network.segment().type() == Segment.Type.FLAT
                && network.segment().physical().isEmpty();
        return alone && settings.gateways() ? network.gateways() : List.of();
    }

    /** The mark on the packets outside is that of the frames inside. */
    private Change withTunnel(Change change, HostNetwork network) {
        String tunnel = Names.tunnel(network.id());
        String local = settings.tunnel()
                .orElseThrow(() ->
                        HostProblems.noTunnel(network.name(), "this host has no tunnel address", "set net.tunnel"));
        int vni = network.segment().id().orElseThrow(() -> HostProblems.failed("a VXLAN network has no id"));
        return change.with("--may-exist", "add-port", Names.network(network.id()), tunnel)
                .with(
                        "set",
                        "Interface",
                        tunnel,
                        "type=vxlan",
                        "options:key=" + vni,
                        "options:remote_ip=flow",
                        "options:local_ip=\"" + local + "\"",
                        "options:tos=inherit",
                        "ofport_request=" + OverlayFlows.TUNNEL);
    }

    private boolean isOurs(Bridge bridge, String network) {
        return bridge.isOurs(settings.owner(), Bridge.NETWORK, network);
    }

    /** Makes the ways to the machines on this host as the ports of the bridge say; a matter of VXLAN networks only. */
    void showMachinesHere(HostNetwork network) {
        if (network.segment().type() == Segment.Type.VXLAN) {
            Map<String, String> ports = vsctl.interfaces(Interface.NETWORK, network.id()).stream()
                    .filter(port -> port.marks().containsKey(Interface.MAC))
                    .collect(Collectors.toMap(
                            Interface::name, port -> port.marks().getOrDefault(Interface.MAC, "")));
            ofctl.change(Names.network(network.id()), OverlayFlows.here(ports));
        }
    }

    void forward(HostNetwork network, Set<Forward> entries) {
        if (network.segment().type() == Segment.Type.VXLAN && isThere(network)) {
            String name = Names.network(network.id());
            List<String> changes = OverlayFlows.elsewhere(ofctl.flows(name, Flow.ELSEWHERE), elsewhere(entries));
            if (!changes.isEmpty()) {
                ofctl.change(name, changes);
            }
        }
    }

    /** Without what is here. */
    Map<String, String> elsewhere(Set<Forward> entries) {
        return OverlayFlows.places(entries, settings.tunnel().orElse(""));
    }

    boolean isThere(HostNetwork network) {
        return vsctl.bridge(Names.network(network.id()))
                .filter(bridge -> isOurs(bridge, network.id()))
                .isPresent();
    }

    /** Whether it is gone: a machine, or somebody else's port, keeps it. */
    boolean remove(HostNetwork network) {
        Optional<Bridge> bridge = vsctl.bridge(Names.network(network.id()));
        if (bridge.filter(there -> isOurs(there, network.id())).isEmpty()) {
            bridge.ifPresent(there -> LOG.warn("{} is not ours and stays", there.name()));
            return true;
        }
        if (isUsed(network.id())) {
            return false;
        }
        remove(network.id());
        return true;
    }

    private void remove(String network) {
        vsctl.commit(new Change().with("--if-exists", "del-br", Names.network(network)));
        physicals.leave(network);
    }

    /** By a machine, or by what somebody else has put there; the place of a machine that is gone does not count. */
    private boolean isUsed(String network) {
        Map<String, String> places = vsctl.interfaces(Interface.NETWORK, network).stream()
                .collect(
                        Collectors.toMap(Interface::name, place -> place.marks().getOrDefault(Interface.PORT, "")));
        return vsctl.ports(Names.network(network)).stream()
                .filter(port -> !port.equals(Names.tunnel(network)) && !port.equals(Names.up(network)))
                .anyMatch(port -> !places.containsKey(port) || ports.hasMachine(places.getOrDefault(port, "")));
    }

    /** Removes those of networks that are not named and that nothing uses. */
    void removeOthers(Collection<String> networks) {
        for (Bridge bridge : vsctl.bridges(settings.owner())) {
            bridge.mark(Bridge.NETWORK)
                    .filter(network -> !networks.contains(network) && !isUsed(network))
                    .ifPresent(this::remove);
        }
    }
}
