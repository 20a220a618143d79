package io.quark.net.host.ovs;

import io.quark.common.model.Segment;
import io.quark.net.host.HostNetwork;
import io.quark.net.host.HostProblems;
import java.util.Optional;

/**
 * The bridges of physical networks: the host's interface is a port, and each network that is on that physical network another. They switch by
 * themselves, by address and tag. One thread at a time, so that a bridge does not go while somebody joins it.
 */
final class PhysicalBridges {

    private final Vsctl vsctl;
    private final Settings settings;

    PhysicalBridges(Vsctl vsctl, Settings settings) {
        this.vsctl = vsctl;
        this.settings = settings;
    }

    /** Joins a network, which has a bridge, to its physical network: by its tag, or without any. */
    synchronized void join(HostNetwork network, String physical) {
        String device = Optional.ofNullable(settings.physical().get(physical))
                .orElseThrow(() -> HostProblems.physical(
                        network.name(),
                        physical,
                        "this host is not connected to it",
                        "set net.physical." + physical + " to this host's interface on it"));
        String bridge = Names.physical(physical);
        if (vsctl.bridge(bridge).filter(there -> !isOurs(there, physical)).isPresent()) {
            throw HostProblems.foreignDevice(bridge, "bridge of Open vSwitch", "the physical network " + physical);
        }
        String up = Names.up(network.id());
        String down = Names.down(network.id());
        int tag = network.segment().type() == Segment.Type.VLAN
                ? network.segment().id().orElseThrow(() -> HostProblems.failed("a VLAN network has no id"))
                : 0;
        vsctl.commit(new Change()
                .with("--may-exist", "add-br", bridge)
                .with("set", "Bridge", bridge, "datapath_type=" + settings.datapath(), "fail_mode=standalone")
                .mark("Bridge", bridge, Bridge.OWNER, settings.owner())
                .mark("Bridge", bridge, Bridge.PHYSICAL, physical)
                .with("--may-exist", "add-port", bridge, device)
                .with("--may-exist", "add-port", Names.network(network.id()), up)
                .with("set", "Interface", up, "type=patch", "options:peer=" + down)
                .with("--may-exist", "add-port", bridge, down)
                .with("set", "Port", down, "vlan_mode=access", "tag=" + tag)
                .with("set", "Interface", down, "type=patch", "options:peer=" + up));
    }

    private boolean isOurs(Bridge bridge, String physical) {
        return bridge.isOurs(settings.owner(), Bridge.PHYSICAL, physical);
    }

    /** Takes a network off, whichever physical network it was on; where it was the last one, that lets go of the host's interface. */
    synchronized void leave(String network) {
        vsctl.commit(new Change().with("--if-exists", "del-port", Names.down(network)));
        for (Bridge bridge : vsctl.bridges(settings.owner())) {
            if (bridge.mark(Bridge.PHYSICAL).filter(this::isUnused).isPresent()) {
                vsctl.commit(new Change().with("--if-exists", "del-br", bridge.name()));
            }
        }
    }

    private boolean isUnused(String physical) {
        return vsctl.ports(Names.physical(physical)).stream()
                .allMatch(port -> port.equals(settings.physical().get(physical)));
    }
}
