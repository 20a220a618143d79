package io.quark.net.host;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What stands of a network on a host, as the driver was told.
 *
 * @param endpoints that are attached
 * @param entries its forwarding entries, as far as any were told
 */
public record Standing(HostNetwork network, List<Endpoint> endpoints, Optional<Set<Forward>> entries) {

    public Standing {
        endpoints = List.copyOf(endpoints);
        entries = entries.map(Set::copyOf);
    }
}
