package io.quark.api.work;

import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * All work units there are, or those of one shard: read from ZooKeeper, because no process keeps them in memory. One that has ended does
 * not change any more, so it is read once and remembered. Bounded: of more than {@link #MAX_READ} in one request the rest is left out,
 * of those that have ended. Thread safe.
 */
public final class WorkUnitList {

    static final int MAX_READ = 20_000;

    private final TreeSession session;
    private final Paths paths;
    private final Map<String, WorkUnit> ended = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, WorkUnit> eldest) {
            return size() > MAX_READ;
        }
    });

    public WorkUnitList(TreeSession session, Paths paths) {
        this.session = session;
        this.paths = paths;
    }

    /** All work units, in no order. */
    public CompletableFuture<List<WorkUnit>> all() {
        return of(IntStream.range(0, paths.shards()).boxed().toList());
    }

    /** The work units of the shard in which the target of this id lies. */
    public CompletableFuture<List<WorkUnit>> inShardOf(String target) {
        return of(List.of(paths.shardOf(target)));
    }

    private CompletableFuture<List<WorkUnit>> of(List<Integer> shards) {
        List<String> parents = new ArrayList<>();
        shards.forEach(shard -> parents.add(paths.nextWorkUnits(shard)));
        shards.forEach(shard -> parents.add(paths.activeWorkUnits(shard)));
        for (int shard : shards) {
            IntStream.range(0, Paths.BUCKETS_16).forEach(bucket -> parents.add(paths.doneBucket(shard, bucket)));
        }
        return session.list(parents).thenCompose(this::read);
    }

    private CompletableFuture<List<WorkUnit>> read(List<Optional<List<String>>> lists) {
        Set<String> ids = new LinkedHashSet<>(); // open ones first, so that they are not left out
        lists.forEach(list -> list.ifPresent(ids::addAll));
        List<WorkUnit> known = new ArrayList<>();
        List<String> places = new ArrayList<>();
        for (String id : ids) {
            Optional<WorkUnit> remembered = Optional.ofNullable(ended.get(id));
            if (remembered.isPresent()) {
                known.add(remembered.orElseThrow());
            } else if (places.size() < 3 * MAX_READ) {
                places.addAll(paths.workUnitPlaces(id)); // it may have moved on since it was listed
            }
        }
        if (places.isEmpty()) {
            return CompletableFuture.completedFuture(known);
        }
        return session.read(places).thenApply(nodes -> {
            Map<String, WorkUnit> found = new LinkedHashMap<>();
            nodes.forEach(node -> node.map(WorkUnitList::unit).ifPresent(work -> found.put(work.id(), work)));
            found.values().stream().filter(WorkUnit::isTerminal).forEach(work -> ended.put(work.id(), work));
            known.addAll(found.values());
            return known;
        });
    }

    private static WorkUnit unit(Node node) {
        return node.as(WorkUnit.class);
    }
}
