package io.quark.compute.hypervisor;

import java.util.Optional;

/**
 * One network interface as the domain has it.
 *
 * @param mac lower case, colons
 * @param bridge the host's bridge that it is plugged into; absent: the hypervisor's user-mode network
 * @param device name of its tap on the host, where the driver wants a certain one
 * @param mtu bytes
 * @param ovs where the bridge is one of Open vSwitch
 */
public record DomainNic(String mac, Optional<String> bridge, Optional<String> device, int mtu, Optional<OvsPort> ovs) {

    /** An interface on a Linux bridge, or in user mode. */
    public DomainNic(String mac, Optional<String> bridge, Optional<String> device, int mtu) {
        this(mac, bridge, device, mtu, Optional.empty());
    }

    /**
     * A port of Open vSwitch.
     *
     * @param interfaceId UUID that names it in the switch's database
     * @param offloads whether the guest may leave checksums and segments to the hardware
     */
    public record OvsPort(String interfaceId, boolean offloads) {}
}
