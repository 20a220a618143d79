package io.quark.net.host;

import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import java.util.List;

/**
 * A network as one host sees it: complete, so that a driver needs no state of its own to make or to remove it.
 *
 * @param mtu bytes
 * @param gateways gateway addresses with their prefix length, e.g. {@code 10.20.0.1/24}, as far as this host knows them
 */
public record HostNetwork(String id, String name, Segment segment, int mtu, List<String> gateways) {

    public HostNetwork {
        gateways = List.copyOf(gateways);
    }

    public static HostNetwork of(Nic nic) {
        List<String> gateways = nic.addresses().stream()
                .flatMap(address -> address.gateway().map(gateway -> gateway + "/" + address.prefix()).stream())
                .distinct()
                .toList();
        Nic.NicNetwork network = nic.network();
        return new HostNetwork(network.id(), network.name(), network.segment(), network.mtu(), gateways);
    }
}
