package io.quark.net.alloc;

import java.util.Optional;

/** Changes of ports, addresses and MACs. */
final class PortChanges {

    private final NetState state;

    PortChanges(NetState state) {
        this.state = state;
    }

    /** Empty where the request is of another kind. */
    Optional<NetStep> next(NetWork work) {
        return state.paths().shards() > 0 && work.parts().isEmpty() ? Optional.empty() : Optional.empty();
    }
}
