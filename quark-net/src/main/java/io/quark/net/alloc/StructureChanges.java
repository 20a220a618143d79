package io.quark.net.alloc;

import java.util.Optional;

/** Changes of networks, subnets, routes, IP policies, MAC ranges, segment pools and quotas. */
final class StructureChanges {

    private final NetState state;

    StructureChanges(NetState state) {
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
