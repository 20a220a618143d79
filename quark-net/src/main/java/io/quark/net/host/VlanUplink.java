package io.quark.net.host;

import java.util.List;
import java.util.Optional;

/** For VLAN networks: a VLAN device on the device that leads to the physical network. */
final class VlanUplink implements Uplink {

    static final String KIND = "vlan";

    private final IpCommand ip;
    private final MarkedDevices devices;
    private final Physicals physicals;

    VlanUplink(IpCommand ip, MarkedDevices devices, Physicals physicals) {
        this.ip = ip;
        this.devices = devices;
        this.physicals = physicals;
    }

    @Override
    public Optional<Link> make(HostNetwork network, String bridge) {
        Link parent = physicals.require(network);
        if (!parent.up()) {
            ip.run("link", "set", "dev", parent.name(), "up");
        }
        return Optional.of(devices.make(wanted(network, parent.name()), network));
    }

    private static MarkedDevices.Wanted wanted(HostNetwork network, String parent) {
        String name = DeviceNames.vlan(network.id());
        String id = id(network);
        return new MarkedDevices.Wanted(
                name,
                KIND,
                List.of("link", "add", "link", parent, "name", name, "type", KIND, "id", id),
                link -> link.master().isEmpty()
                        && link.parent().equals(Optional.of(parent))
                        && link.detail("id").equals(Optional.of(id)));
    }

    private static String id(HostNetwork network) {
        return network.segment()
                .id()
                .map(Object::toString)
                .orElseThrow(() -> HostProblems.failed("VLAN network '" + network.name() + "' has no VLAN id"));
    }

    @Override
    public Optional<String> device(HostNetwork network) {
        return Optional.of(DeviceNames.vlan(network.id()));
    }

    @Override
    public void remove(HostNetwork network) {
        devices.remove(wanted(network, physicals.device(network).orElse("")), network);
    }
}
