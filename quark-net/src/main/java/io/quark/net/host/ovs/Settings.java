package io.quark.net.host.ovs;

import java.util.Map;
import java.util.Optional;

/**
 * What the driver was configured to.
 *
 * @param owner marks what this daemon made: a word
 * @param datapath {@code system} or {@code netdev}
 * @param tunnel this host's own address for tunnelled traffic
 * @param physical from the name of a physical network to this host's interface on it
 * @param antiSpoofing whether machines are kept to their own addresses
 * @param gateways whether the host takes the gateway addresses of its flat networks
 * @param required whether a host without Open vSwitch is wrong; else it just has no networks of this driver
 */
record Settings(
        String owner,
        String datapath,
        Optional<String> tunnel,
        Map<String, String> physical,
        boolean antiSpoofing,
        boolean gateways,
        boolean required) {

    /** The datapath that runs in a process of its own, without the kernel. */
    static final String USERSPACE = "netdev";

    static final String KERNEL = "system";

    Settings {
        physical = Map.copyOf(physical);
    }
}
