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
        if (state.paths().shards() <= 0) {
            throw new IllegalStateException("a tree without shards, asked by " + work.workUnit());
        }
        return Optional.empty();
    }
}
