package io.quark.net.host;

import java.util.Map;
import java.util.Optional;

/** How the bridge of a kind of networks reaches other hosts: by a device that is a port of it. Stateless. */
interface Uplink {

    /**
     * Makes sure that the device is there and can be a port of that bridge.
     *
     * @return the device; empty if these networks stay on this host
     * @throws DriverException if it cannot be had: why, and what to do
     */
    Optional<Link> make(HostNetwork network, String bridge);

    /** The name of the device; empty if these networks stay on this host. */
    Optional<String> device(HostNetwork network);

    /** Removes what was made; absent it is no failure. */
    void remove(HostNetwork network);

    /**
     * What is not as it was made.
     *
     * @param links all devices of the host, by name
     * @return what was found, for people
     */
    default Optional<String> drift(HostNetwork network, String bridge, Map<String, Link> links) {
        return device(network).flatMap(device -> {
            Link link = links.get(device);
            if (link == null) {
                return Optional.of(device + " was gone");
            }
            if (!link.master().equals(Optional.of(bridge))) {
                return Optional.of(device + " was no port of " + bridge);
            }
            return link.up() ? Optional.empty() : Optional.of(device + " was down");
        });
    }
}
