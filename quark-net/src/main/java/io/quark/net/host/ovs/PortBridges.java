package io.quark.net.host.ovs;

import io.quark.net.host.Endpoint;
import io.quark.net.host.HostProblems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The bridges in front of ports. The hypervisor adds the machine's device to the port's bridge, whenever it starts the machine; all that Quark
 * says of the port is said on the way between that bridge and the network's, which is Quark's alone: it holds before the device is there, and
 * whichever number the device gets.
 *
 * <p>Stateless, but for the numbers of zones being given by one thread at a time. Thread safe.
 */
final class PortBridges {

    private static final int ZONES = 1 << 16;

    private final Vsctl vsctl;
    private final Ofctl ofctl;
    private final Settings settings;
    private final Object zones = new Object();

    PortBridges(Vsctl vsctl, Ofctl ofctl, Settings settings) {
        this.vsctl = vsctl;
        this.ofctl = ofctl;
        this.settings = settings;
    }

    /** Makes it as the endpoint says, or makes it so again. What limits the port stays. */
    void lay(Endpoint endpoint) {
        String name = Names.port(endpoint.port());
        Optional<Bridge> there = vsctl.bridge(name);
        if (there.isPresent() && !isOurs(there.get(), endpoint)) {
            throw HostProblems.foreignDevice(name, "bridge of Open vSwitch", "port " + endpoint.port());
        }
        int zone = there.isPresent() ? zone(there.get()) : make(endpoint);
        vsctl.commit(joined(endpoint));
        List<String> flows = new ArrayList<>(PortFlows.of(endpoint, settings.antiSpoofing()));
        flows.addAll(FilterFlows.of(endpoint.filter(), zone));
        ofctl.change(name, flows);
        ofctl.spareOwnDevice(name);
    }

    boolean isThere(Endpoint endpoint) {
        return vsctl.bridge(Names.port(endpoint.port()))
                .filter(bridge -> isOurs(bridge, endpoint))
                .isPresent();
    }

    private boolean isOurs(Bridge bridge, Endpoint endpoint) {
        return bridge.isOurs(settings.owner(), Bridge.PORT, endpoint.port());
    }

    private static int zone(Bridge bridge) {
        return bridge.mark(Bridge.ZONE).map(Integer::parseInt).orElse(0);
    }

    /** In one transaction with what says whose it is; all frames are dropped until it has flows. */
    private int make(Endpoint endpoint) {
        String name = Names.port(endpoint.port());
        int zone;
        synchronized (zones) {
            zone = freeZone();
            vsctl.commit(new Change()
                    .with("add-br", name)
                    .with("set", "Bridge", name, "datapath_type=" + settings.datapath(), "fail_mode=secure")
                    .with("set", "Bridge", name, "other_config:disable-in-band=true")
                    .mark("Bridge", name, Bridge.OWNER, settings.owner())
                    .mark("Bridge", name, Bridge.PORT, endpoint.port())
                    .mark("Bridge", name, Bridge.ZONE, Integer.toString(zone)));
        }
        ofctl.forgetConnections(name, zone);
        return zone;
    }

    private int freeZone() {
        Set<Integer> taken =
                vsctl.bridges(settings.owner()).stream().map(PortBridges::zone).collect(Collectors.toSet());
        for (int zone = 1; zone < ZONES; zone++) {
            if (!taken.contains(zone)) {
                return zone;
            }
        }
        throw HostProblems.failed("all zones of connection tracking are taken");
    }

    private Change joined(Endpoint endpoint) {
        String inner = Names.inner(endpoint.port());
        String outer = Names.outer(endpoint.port());
        String name = Names.port(endpoint.port());
        return new Change()
                .with("--may-exist", "add-port", name, inner)
                .with(
                        "set",
                        "Interface",
                        inner,
                        "type=patch",
                        "options:peer=" + outer,
                        "ofport_request=" + PortFlows.TO_NETWORK)
                .with(
                        "--may-exist",
                        "add-port",
                        Names.network(endpoint.network().id()),
                        outer)
                .with("set", "Interface", outer, "type=patch", "options:peer=" + inner)
                .mark("Interface", outer, Interface.NETWORK, endpoint.network().id())
                .mark("Interface", outer, Interface.PORT, endpoint.port())
                .mark("Interface", outer, Interface.MAC, endpoint.mac());
    }

    /** Takes away whatever there is of it. */
    void remove(Endpoint endpoint) {
        vsctl.bridge(Names.port(endpoint.port()))
                .filter(bridge -> isOurs(bridge, endpoint))
                .ifPresent(this::remove);
    }

    private void remove(Bridge bridge) {
        String port = bridge.mark(Bridge.PORT).orElseThrow();
        vsctl.commit(new Change()
                .with("--if-exists", "del-port", Names.outer(port))
                .with("--if-exists", "del-br", bridge.name()));
    }

    /** Whether a port has its machine's device; what is no port's bridge has none. */
    boolean hasMachine(String port) {
        return vsctl.ports(Names.port(port)).stream()
                .filter(name -> !name.equals(Names.inner(port)))
                .anyMatch(name -> vsctl.iface(name).filter(Interface::works).isPresent());
    }

    /** Removes those of ports that are not named and have no machine. */
    void removeOthers(Collection<String> ports) {
        for (Bridge bridge : vsctl.bridges(settings.owner())) {
            if (bridge.mark(Bridge.PORT)
                    .filter(port -> !ports.contains(port) && !hasMachine(port))
                    .isPresent()) {
                remove(bridge);
            }
        }
    }
}
