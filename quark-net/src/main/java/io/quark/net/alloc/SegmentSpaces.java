package io.quark.net.alloc;

import io.quark.common.model.Segment;
import io.quark.common.model.SegmentPool;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.SegmentRules;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All spaces of segment ids and the pools in them, as one index sees them. Not thread safe. */
final class SegmentSpaces {

    private final Paths paths;
    private final Map<String, SegmentSpace> byName = new HashMap<>();
    private final Map<String, Versioned<SegmentPool>> pools = new HashMap<>();
    private final Buckets nodes = new Buckets();
    private int version;

    SegmentSpaces(Paths paths) {
        this.paths = paths;
    }

    /** The node above all pools has this version now. */
    void version(int now) {
        version = now;
    }

    int version() {
        return version;
    }

    Collection<SegmentSpace> all() {
        return byName.values();
    }

    SegmentSpace space(String name) {
        return byName.computeIfAbsent(name, any -> new SegmentSpace(name, paths.segmentSpace(name)));
    }

    SegmentSpace space(Segment.Type type, Optional<String> physical) {
        return space(SegmentRules.space(type, physical));
    }

    SegmentSpace space(SegmentPool pool) {
        return space(pool.type(), pool.physical());
    }

    /** Which spaces have a node. */
    Buckets nodes() {
        return nodes;
    }

    Optional<Versioned<SegmentPool>> pool(String id) {
        return Optional.ofNullable(pools.get(id));
    }

    void put(Versioned<SegmentPool> pool) {
        pools.put(pool.record().id(), pool);
        space(pool.record()).put(pool.record());
    }

    void remove(String id) {
        Optional.ofNullable(pools.remove(id))
                .ifPresent(gone -> space(gone.record()).remove(id));
    }
}
