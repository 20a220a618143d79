package io.quark.net.host;

import io.quark.common.id.Ids;
import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import java.util.List;
import java.util.Optional;

/** Interfaces for tests. */
public final class Nics {

    private Nics() {}

    /** A new interface on a network with an IPv4 and an IPv6 subnet. */
    public static Nic on(String network, String driver) {
        return on(network, driver, Segment.FLAT, 1400);
    }

    public static Nic on(String network, String driver, Segment segment, int mtu) {
        return new Nic(
                Ids.fresh(),
                new Nic.NicNetwork(network, "web", driver, segment, mtu),
                "52:54:00:00:00:01",
                List.of(address("10.20.0.5", 24, "10.20.0.1"), address("fd20::5", 64, "fd20::1")),
                Optional.empty(),
                List.of());
    }

    /** A new interface like that one, on its network, with a MAC and addresses of its own. */
    static Nic another(Nic nic, int number) {
        Nic fresh = new Nic(
                Ids.fresh(),
                nic.network(),
                String.format("52:54:00:00:01:%02x", number),
                List.of(),
                nic.qosPolicy(),
                List.of());
        return with(fresh, List.of("10.20.0." + (100 + number), "fd20::1:" + Integer.toHexString(number)));
    }

    /** The same interface with other addresses. */
    public static Nic with(Nic nic, List<String> ips) {
        return new Nic(
                nic.port(),
                nic.network(),
                nic.mac(),
                ips.stream()
                        .map(ip -> ip.contains(":") ? address(ip, 64, "fd20::1") : address(ip, 24, "10.20.0.1"))
                        .toList(),
                nic.qosPolicy(),
                List.of());
    }

    /** The same interface, whose addresses other ports have as well. */
    static Nic shared(Nic nic) {
        return new Nic(
                nic.port(),
                nic.network(),
                nic.mac(),
                nic.addresses().stream()
                        .map(address -> new Nic.NicAddress(
                                address.ip(),
                                address.prefix(),
                                address.subnet(),
                                address.gateway(),
                                address.routes(),
                                address.dns(),
                                true))
                        .toList(),
                nic.qosPolicy(),
                nic.securityGroups());
    }

    private static Nic.NicAddress address(String ip, int prefix, String gateway) {
        return new Nic.NicAddress(ip, prefix, "s", Optional.of(gateway), List.of(), List.of(), false);
    }
}
