package io.quark.net.host;

import java.util.List;
import java.util.Optional;

/** The Linux bridge that a network has for itself on this host. Stateless. */
final class OwnBridge {

    static final String KIND = "bridge";

    private final IpCommand ip;
    private final MarkedDevices devices;
    private final DeviceSettings settings;

    OwnBridge(IpCommand ip, MarkedDevices devices, DeviceSettings settings) {
        this.ip = ip;
        this.devices = devices;
        this.settings = settings;
    }

    /**
     * Makes sure that the bridge is there and up, with these addresses and that port.
     *
     * @param gateways addresses that the host takes on it, with their prefix length
     * @param uplink the device by which it reaches other hosts
     */
    void make(HostNetwork network, List<String> gateways, Optional<Link> uplink) {
        String bridge = DeviceNames.bridge(network.id());
        Link link = devices.make(wanted(bridge), network);
        uplink.ifPresent(device -> join(device, bridge));
        if (!link.up()) {
            if (gateways.isEmpty() && uplink.isPresent()) {
                settings.noMember(bridge);
            } else {
                settings.noRouter(bridge);
            }
            ip.run("link", "set", "dev", bridge, "up");
        }
        new GatewayAddresses(ip, settings).take(bridge, gateways);
    }

    private MarkedDevices.Wanted wanted(String bridge) {
        return new MarkedDevices.Wanted(
                bridge,
                KIND,
                List.of("link", "add", "name", bridge, "type", KIND, "stp_state", "0", "forward_delay", "0"),
                link -> ip.portsOf(bridge).isEmpty() && ip.addresses(bridge).isEmpty());
    }

    private void join(Link device, String bridge) {
        if (!device.master().equals(Optional.of(bridge))) {
            ip.run("link", "set", "dev", device.name(), "master", bridge);
        }
        if (!device.up()) {
            ip.run("link", "set", "dev", device.name(), "up");
        }
    }

    /**
     * Removes the bridge, and so lets go of its ports.
     *
     * @param uplink name of the port that does not keep it
     * @return false if it has another port: it stays
     */
    boolean remove(HostNetwork network, Optional<String> uplink) {
        String bridge = DeviceNames.bridge(network.id());
        if (ip.link(bridge).filter(link -> devices.isOurs(link, KIND, network)).isPresent()
                && !ip.portsOf(bridge).stream().allMatch(port -> uplink.equals(Optional.of(port)))) {
            return false;
        }
        devices.remove(wanted(bridge), network);
        return true;
    }
}
