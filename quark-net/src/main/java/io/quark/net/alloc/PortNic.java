package io.quark.net.alloc;

import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.model.Subnet;
import java.util.List;
import java.util.Optional;

/** A port as its host sees it. */
final class PortNic {

    private PortNic() {}

    /** The interface that a port is: without the addresses that are leaving it. */
    static Nic of(Port port, NetworkState state, Network network) {
        List<Nic.NicAddress> addresses = port.addresses().stream()
                .filter(address -> !address.leaving())
                .flatMap(address -> Optional.ofNullable(state.subnets().get(address.subnet())).stream()
                        .map(subnet -> address(address, subnet)))
                .toList();
        return new Nic(
                port.id(),
                new Nic.NicNetwork(network.id(), network.name(), network.driver(), network.segment(), network.mtu()),
                port.mac(),
                addresses,
                port.qosPolicy(),
                port.securityGroups());
    }

    private static Nic.NicAddress address(Port.PortAddress address, SubnetState state) {
        Subnet subnet = state.subnet();
        return new Nic.NicAddress(
                address.ip(),
                state.cidr().prefix(),
                subnet.id(),
                subnet.gateway(),
                subnet.routes(),
                subnet.dns(),
                address.shared(),
                subnet.domain());
    }
}
