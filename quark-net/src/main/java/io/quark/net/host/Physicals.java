package io.quark.net.host;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The physical networks that this host is connected to: each by a network card, or by a bridge that somebody else made. Stateless. */
final class Physicals {

    private static final String BRIDGE = "bridge";

    private final IpCommand ip;
    private final DeviceMark mark;
    private final Map<String, String> devices;

    /** @param devices name of an interface or a bridge, by the name of the physical network */
    Physicals(IpCommand ip, DeviceMark mark, Map<String, String> devices) {
        this.ip = ip;
        this.mark = mark;
        this.devices = Map.copyOf(devices);
    }

    Set<String> names() {
        return devices.keySet();
    }

    /** The name of the device that leads to a network's physical network; empty if it is on none, or the host knows of none. */
    Optional<String> device(HostNetwork network) {
        return network.segment().physical().flatMap(name -> Optional.ofNullable(devices.get(name)));
    }

    /**
     * The device that leads to a network's physical network.
     *
     * @throws DriverException if there is none, or it does not carry the network's frames
     */
    Link require(HostNetwork network) {
        String name = network.segment()
                .physical()
                .orElseThrow(() -> HostProblems.failed("network '" + network.name() + "' names no physical network"));
        String device = device(network)
                .orElseThrow(() -> HostProblems.physical(
                        network.name(),
                        name,
                        "this host is connected to " + (names().isEmpty() ? "none" : "no other than " + names()),
                        "set net.physical." + name + " to the interface or bridge that leads to it"));
        Link link = ip.link(device)
                .orElseThrow(() -> HostProblems.physical(
                        network.name(),
                        name,
                        "its device " + device + " is not there",
                        "see that the host has " + device + ", or set net.physical." + name));
        if (mark.idIn(link.alias()).isPresent()) {
            throw HostProblems.physical(
                    network.name(),
                    name,
                    device + " is a device of Quark's own (" + link.alias() + ")",
                    "set net.physical." + name + " to a device of the host's");
        }
        if (!link.kind().equals(BRIDGE) && link.mtu() < network.mtu()) {
            throw HostProblems.mtuTooLarge(network.name(), network.mtu(), device, link.mtu(), network.mtu());
        }
        return link;
    }

    /**
     * The bridge of somebody else's that a flat network's machines join; empty if the network has one of its own.
     *
     * @throws DriverException if the device is not there, or the bridge is not in use
     */
    Optional<String> sharedBridge(HostNetwork network) {
        Optional<String> device = device(network);
        if (device.isEmpty()) {
            return Optional.empty();
        }
        Link link = require(network);
        if (!link.kind().equals(BRIDGE)) {
            return Optional.empty();
        }
        if (!link.up()) {
            throw HostProblems.physical(
                    network.name(),
                    network.segment().physical().orElse(""),
                    "bridge " + link.name() + " is down",
                    "bring it up (ip link set dev " + link.name() + " up)");
        }
        return device;
    }
}
