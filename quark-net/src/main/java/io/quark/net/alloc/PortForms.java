package io.quark.net.alloc;

import io.quark.common.model.Port;
import io.quark.common.model.Port.PortAddress;
import io.quark.net.alloc.NetStep.ChangedNic;
import io.quark.net.alloc.Reach.PortThere;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ports with other addresses. */
final class PortForms {

    private PortForms() {}

    static Port with(Port port, PortAddress address, String workUnit) {
        List<PortAddress> addresses = new ArrayList<>(port.addresses());
        addresses.add(address);
        return port.withAddresses(addresses, workUnit);
    }

    static Port without(Port port, String ip, String workUnit) {
        return port.withAddresses(
                port.addresses().stream()
                        .filter(address -> !address.ip().equals(ip))
                        .toList(),
                workUnit);
    }

    /** With that address about to leave it, or not. */
    static Port leaving(Port port, String ip, boolean leaving, String workUnit) {
        return port.withAddresses(
                port.addresses().stream()
                        .map(address -> address.ip().equals(ip)
                                ? new PortAddress(address.ip(), address.subnet(), address.shared(), leaving)
                                : address)
                        .toList(),
                workUnit);
    }

    /** The interface that it is from now on; empty if no instance uses it. */
    static Optional<ChangedNic> nic(PortThere there, Port port) {
        return port.instance()
                .map(instance -> new ChangedNic(instance, PortNic.of(port, there.network(), there.networkRecord())));
    }
}
