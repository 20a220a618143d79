package io.quark.net.host;

import java.util.Map;
import java.util.Optional;

/**
 * A network device as the kernel tells it.
 *
 * @param kind {@code bridge}, {@code tun}, ...; empty for hardware
 * @param alias empty if it has none
 * @param mtu bytes
 * @param up administratively
 * @param master the bridge that it is a port of
 * @param parent the device that it lies upon, as a VLAN device does
 * @param details what is particular to its kind, in iproute2's words, e.g. {@code id} of a VXLAN device
 */
public record Link(
        String name,
        String kind,
        String alias,
        int mtu,
        boolean up,
        Optional<String> master,
        Optional<String> parent,
        Map<String, String> details) {

    public Link {
        details = Map.copyOf(details);
    }

    /** For people. */
    String describe() {
        return (kind.isEmpty() ? "hardware" : kind) + (alias.isEmpty() ? "" : ", alias '" + alias + "'");
    }

    /** The value of a detail; empty if there is none. */
    Optional<String> detail(String name) {
        return Optional.ofNullable(details.get(name));
    }
}
