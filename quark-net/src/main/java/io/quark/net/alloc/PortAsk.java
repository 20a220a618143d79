package io.quark.net.alloc;

import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.NetRequest.PortSpec;
import io.quark.common.model.Port;
import java.util.List;
import java.util.Optional;

/**
 * A new port as asked for, for whatever device.
 *
 * @param port its id
 * @param network id
 * @param ips empty: as the network's family says
 * @param sticky whether it outlives its device
 */
record PortAsk(
        String port,
        String network,
        String name,
        Optional<Port.Device> device,
        Optional<String> mac,
        List<AddressSpec> ips,
        List<String> tags,
        Optional<String> qosPolicy,
        List<String> securityGroups,
        boolean sticky) {

    /** A port that is asked for by itself. */
    static PortAsk of(PortSpec spec, String port) {
        return new PortAsk(
                port,
                spec.network(),
                spec.name().orElse(port),
                spec.device(),
                spec.mac(),
                spec.ips(),
                spec.tags(),
                spec.qosPolicy(),
                spec.securityGroups(),
                true);
    }

    /** Whether it names a MAC or an address, which nothing else may get then. */
    boolean namesAny() {
        return mac.isPresent() || ips.stream().anyMatch(spec -> spec.ip().isPresent());
    }
}
