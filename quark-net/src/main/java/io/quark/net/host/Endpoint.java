package io.quark.net.host;

import io.quark.common.model.Nic;
import java.util.List;
import java.util.Optional;

/**
 * A machine's place on a network, on one host.
 *
 * @param port id of the port
 * @param mac lower case, colons
 * @param ips canonical, without prefix
 * @param filter what it lets through; absent: everything
 */
public record Endpoint(String port, HostNetwork network, String mac, List<String> ips, Optional<Filter> filter) {

    public Endpoint {
        ips = List.copyOf(ips);
    }

    /** An endpoint that lets everything through. */
    public static Endpoint of(Nic nic) {
        return of(nic, Optional.empty());
    }

    public static Endpoint of(Nic nic, Optional<Filter> filter) {
        return new Endpoint(
                nic.port(),
                HostNetwork.of(nic),
                nic.mac(),
                nic.addresses().stream().map(Nic.NicAddress::ip).toList(),
                filter);
    }
}
