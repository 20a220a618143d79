package io.quark.net.host;

import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * For VXLAN networks: a VXLAN device that learns nothing and knows no multicast group; {@link ForwardingTable} tells it where machines are.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7348">RFC 7348: VXLAN</a>
 */
final class VxlanUplink implements Uplink {

    static final String KIND = "vxlan";

    /** The port that IANA has given to VXLAN. */
    static final String PORT = "4789";

    /** What goes around a machine's IP packet: its own Ethernet header, VXLAN, UDP and the outer IP header, in bytes. */
    private static final int AROUND_IPV4 = 14 + 8 + 8 + 20;

    private static final int AROUND_IPV6 = 14 + 8 + 8 + 40;

    private final IpCommand ip;
    private final MarkedDevices devices;
    private final Optional<Ip> tunnel;

    /** @param tunnel address of this host at which it takes tunnelled traffic */
    VxlanUplink(IpCommand ip, MarkedDevices devices, Optional<Ip> tunnel) {
        this.ip = ip;
        this.devices = devices;
        this.tunnel = tunnel;
    }

    @Override
    public Optional<Link> make(HostNetwork network, String bridge) {
        Ip local = tunnel.orElseThrow(() -> HostProblems.noTunnel(
                network.name(),
                "this host has not been told at which address it takes tunnelled traffic",
                "set net.tunnel to an address of this host that the other hosts reach"));
        requireRoom(network, local);
        MarkedDevices.Wanted wanted = wanted(network, local.text());
        Optional<Link> other = ip.link(wanted.name())
                .filter(link -> devices.isOurs(link, KIND, network))
                .filter(link -> !isSame(link, network, local.text()));
        if (other.isPresent()) { // the host has got another address since
            devices.remove(wanted, network);
        }
        return Optional.of(devices.make(wanted, network));
    }

    private void requireRoom(HostNetwork network, Ip local) {
        String underlay = ip.addresses().entrySet().stream()
                .filter(device -> has(device.getValue(), local))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> HostProblems.noTunnel(
                        network.name(),
                        "net.tunnel is " + local.text() + ", which is no address of this host",
                        "give the host that address, or set net.tunnel to one that it has"));
        int has = ip.link(underlay).map(Link::mtu).orElse(0);
        int needs = network.mtu() + (local.family() == IpFamily.IPV4 ? AROUND_IPV4 : AROUND_IPV6);
        if (has < needs) {
            throw HostProblems.mtuTooLarge(network.name(), network.mtu(), underlay, has, needs);
        }
    }

    private static boolean has(Set<String> addresses, Ip ip) {
        return addresses.stream().anyMatch(address -> address.startsWith(ip.text() + "/"));
    }

    private static MarkedDevices.Wanted wanted(HostNetwork network, String local) {
        String name = DeviceNames.vxlan(network.id());
        List<String> words = List.of(
                "link",
                "add",
                "name",
                name,
                "type",
                KIND,
                "id",
                id(network),
                "local",
                local,
                "dstport",
                PORT,
                "nolearning");
        return new MarkedDevices.Wanted(
                name, KIND, words, link -> link.master().isEmpty() && isSame(link, network, local));
    }

    private static boolean isSame(Link link, HostNetwork network, String local) {
        return link.detail("id").equals(Optional.of(id(network)))
                && link.detail("port").equals(Optional.of(PORT))
                && link.detail("local").or(() -> link.detail("local6")).equals(Optional.of(local));
    }

    private static String id(HostNetwork network) {
        return network.segment()
                .id()
                .map(Object::toString)
                .orElseThrow(() -> HostProblems.failed("VXLAN network '" + network.name() + "' has no identifier"));
    }

    @Override
    public Optional<String> device(HostNetwork network) {
        return Optional.of(DeviceNames.vxlan(network.id()));
    }

    @Override
    public void remove(HostNetwork network) {
        devices.remove(wanted(network, tunnel.map(Ip::text).orElse("")), network);
    }
}
