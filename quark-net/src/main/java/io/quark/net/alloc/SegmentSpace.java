package io.quark.net.alloc;

import io.quark.common.id.Ids;
import io.quark.common.model.SegmentPool;
import io.quark.net.model.SegmentId;
import io.quark.net.model.SegmentRules;
import io.quark.net.model.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The segment ids of one physical network, or of all VXLANs, as one index sees them. Not thread safe.
 *
 * <p>A released id cools as long as the most careful of the space's pools says; without any pool, for the default time.
 */
final class SegmentSpace {

    private static final Comparator<SegmentPool> ORDER =
            Comparator.comparing(SegmentPool::createdAt).thenComparing(SegmentPool::first);

    private final String name;
    private final Claims<SegmentId> claims;
    private final Map<String, SegmentPool> pools = new HashMap<>();
    private final Map<String, AutomaticRange<SegmentId>> ranges = new HashMap<>();

    /** @param path of its node */
    SegmentSpace(String name, String path) {
        this.name = name;
        this.claims = new Claims<>(path, ClaimBuckets::of);
        arrange();
    }

    String name() {
        return name;
    }

    /** Stands for the space where its claims are swept by whoever leads an id. */
    String owner() {
        return Ids.derived("segment_space", name);
    }

    void put(SegmentPool pool) {
        pools.put(pool.id(), pool);
        arrange();
    }

    void remove(String pool) {
        pools.remove(pool);
        arrange();
    }

    private void arrange() {
        ranges.clear();
        List<AutomaticRange<SegmentId>> inOrder = new ArrayList<>();
        int reuseAfter = pools.isEmpty() ? SegmentRules.DEFAULT_REUSE_AFTER_S : 0;
        for (SegmentPool pool : inOrder()) {
            reuseAfter = Math.max(reuseAfter, pool.reuseAfterS());
            if (pool.deleting().isEmpty()) {
                AutomaticRange<SegmentId> range =
                        new AutomaticRange<>(new SegmentId(pool.first()), new SegmentId(pool.last()), List.of());
                ranges.put(pool.id(), range);
                inOrder.add(range);
            }
        }
        claims.space().arrange(Duration.ofSeconds(reuseAfter), inOrder);
    }

    /** Its pools in the order in which they are used up. */
    List<SegmentPool> inOrder() {
        return pools.values().stream().sorted(ORDER).toList();
    }

    /** How full a pool is; empty while it is going. */
    Optional<Usage.PoolUsage> usage(SegmentPool pool) {
        return Optional.ofNullable(ranges.get(pool.id())).map(range -> Usage.PoolUsage.of(claims.space(), range));
    }

    /** Ids in use from the first to the last, in order. */
    List<SegmentId> used(int first, int last) {
        Span<SegmentId> span = new Span<>(new SegmentId(first), new SegmentId(last));
        return claims.space()
                .allocated()
                .map(Map.Entry::getKey)
                .filter(span::contains)
                .sorted()
                .toList();
    }

    /** The networks that have these ids, for people. */
    Holders holders(NetState state, List<SegmentId> ids) {
        return Holders.of(ids.stream()
                .map(id -> id + " is of "
                        + claims.space()
                                .claim(id)
                                .flatMap(node -> node.claim().device())
                                .map(device -> Holders.network(state, device.id()))
                                .orElse("something unknown")));
    }

    Claims<SegmentId> claims() {
        return claims;
    }
}
