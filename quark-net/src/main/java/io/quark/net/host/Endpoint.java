package io.quark.net.host;

import io.quark.common.model.Nic;
import java.util.List;

/**
 * A machine's place on a network, on one host.
 *
 * @param port id of the port
 * @param mac lower case, colons
 * @param ips canonical, without prefix
 */
public record Endpoint(String port, HostNetwork network, String mac, List<String> ips) {

    public Endpoint {
        ips = List.copyOf(ips);
    }

    public static Endpoint of(Nic nic) {
        return new Endpoint(
                nic.port(),
                HostNetwork.of(nic),
                nic.mac(),
                nic.addresses().stream().map(Nic.NicAddress::ip).toList());
    }
}
