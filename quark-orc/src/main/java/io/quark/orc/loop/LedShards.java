package io.quark.orc.loop;

import io.quark.common.lead.Fence;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shards that this process leads, with the fence of each. Not thread safe. */
final class LedShards {

    private static final Logger LOG = LoggerFactory.getLogger(LedShards.class);

    private final Map<Integer, Fence> fences = new HashMap<>();
    private final Set<Integer> finishing = new HashSet<>();
    private Consumer<Fence> deposed = fence -> {};

    void gained(Fence fence) {
        fences.put(fence.shard(), fence);
        finishing.remove(fence.shard());
    }

    /** Nothing new is decided for it; what is under way may end. */
    void finish(int shard) {
        finishing.add(shard);
    }

    /** Tells whether it was led. */
    boolean lost(int shard) {
        finishing.remove(shard);
        return fences.remove(shard) != null;
    }

    /** Who is told of a fence that did not hold. */
    void onDeposed(Consumer<Fence> listener) {
        deposed = listener;
    }

    /** A transaction was refused at this fence: somebody else leads the shard by now. */
    void deposed(Fence fence) {
        LOG.info("shard {} is led by another process now", fence.shard());
        finish(fence.shard());
        deposed.accept(fence);
    }

    /** Whether to decide for it. */
    boolean working(int shard) {
        return fences.containsKey(shard) && !finishing.contains(shard);
    }

    Optional<Fence> fence(int shard) {
        return Optional.ofNullable(fences.get(shard));
    }

    Collection<Fence> fences() {
        return List.copyOf(fences.values());
    }

    int size() {
        return fences.size();
    }
}
