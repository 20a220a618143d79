package io.quark.net.alloc;

import java.util.Optional;

/** What a project's quota says of ports. */
final class PortQuota {

    PortQuota(NetState state, String project) {}

    /** Adds so many ports to what the project has; the draft rests on the quota from then on. */
    Optional<Choice.Denied<Void>> charge(Draft draft, int ports) {
        return Optional.empty();
    }

    /** Whether a port may have so many addresses. */
    Optional<Choice.Denied<Void>> addresses(int count) {
        return Optional.empty();
    }
}
