package io.quark.orc.loop;

import io.quark.common.fault.CrashPoints;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.lead.Fence;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes work units that ended long ago, their idempotency keys with them. Each led shard's ended work units are kept in
 * memory in the order of their end: what is listed once when the shard is taken over, and what ends afterwards; so nothing is searched.
 * One transaction at a time, of bounded size. Not thread safe: it belongs to the event thread.
 */
final class Reaper {

    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
    /** With their keys they are read in one batch, which is one snapshot. */
    private static final int AT_ONCE = 60;

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    private final LoopState state;
    private final TreeSession session;
    private final FencedCommitter committer;
    private final CrashPoints crash;
    private final Replies replies;
    private final Duration retention;
    private final int mostPerShard;
    private final Map<Integer, PriorityQueue<Ended>> shards = new HashMap<>();
    private final Deque<String> unread = new ArrayDeque<>();
    private boolean busy = false;
    private Instant pausedUntil = Instant.EPOCH;

    /**
     * Makes a reaper that has no shards yet.
     *
     * @param mostPerShard beyond so many the oldest go early, so that no list of children outgrows ZooKeeper
     */
    Reaper(
            LoopState state,
            TreeSession session,
            FencedCommitter committer,
            CrashPoints crash,
            Replies replies,
            Duration retention,
            int mostPerShard) {
        this.state = state;
        this.session = session;
        this.committer = committer;
        this.crash = crash;
        this.replies = replies;
        this.retention = retention;
        this.mostPerShard = mostPerShard;
    }

    /** @param key id of its idempotency key, if it has one */
    private record Ended(String id, Instant at, Optional<String> key) {}

    void gained(int shard) {
        shards.put(shard, new PriorityQueue<>(Comparator.comparing(Ended::at)));
        List<String> buckets = new ArrayList<>();
        for (int bucket = 0; bucket < Paths.BUCKETS_16; bucket++) {
            buckets.add(state.paths().doneBucket(shard, bucket));
        }
        replies.bring(
                session.list(buckets), lists -> lists.forEach(list -> list.ifPresent(unread::addAll)), failure -> {
                    LOG.info("cannot list what has ended in shard {}: {}", shard, failure.toString());
                    shards.remove(shard); // listed again at the next tick
                });
    }

    void lost(int shard) {
        shards.remove(shard);
    }

    /** A work unit of a led shard has ended. */
    void ended(String id, Instant at, Optional<String> key) {
        PriorityQueue<Ended> queue = shards.get(state.paths().shardOf(id));
        if (queue != null) {
            queue.add(new Ended(id, at, key));
        }
    }

    void committed(Member member, Instant now) {
        if (member.ends(state.paths())) {
            ended(member.id(), now, member.unit().flatMap(WorkUnit::idempotency));
        }
    }

    void tick(Instant now) {
        if (busy || now.isBefore(pausedUntil)) {
            return;
        }
        for (Fence fence : state.shards().fences()) {
            if (!shards.containsKey(fence.shard())) {
                gained(fence.shard());
            }
        }
        if (!unread.isEmpty()) {
            readSome();
            return;
        }
        for (Map.Entry<Integer, PriorityQueue<Ended>> entry : shards.entrySet()) {
            List<Ended> due = due(entry.getValue(), now);
            Optional<Fence> fence = state.shards().fence(entry.getKey());
            if (!due.isEmpty() && fence.isPresent()) {
                reap(fence.get(), due, now);
                return;
            }
        }
    }

    /** Finds out when those that were listed have ended. */
    private void readSome() {
        List<String> ids = new ArrayList<>();
        while (ids.size() < 2 * AT_ONCE && !unread.isEmpty()) {
            ids.add(unread.poll());
        }
        busy = true;
        List<String> places = ids.stream().map(state.paths()::doneWorkUnit).toList();
        replies.bring(
                session.read(places),
                nodes -> {
                    busy = false;
                    nodes.forEach(found -> found.ifPresent(this::note));
                },
                failure -> {
                    busy = false;
                    unread.addAll(ids);
                });
    }

    private void note(Node node) {
        Optional<WorkUnit> unit = unit(node);
        Instant at = unit.flatMap(WorkUnit::finishedAt).orElse(node.modifiedAt());
        ended(Paths.lastPart(node.path()), at, unit.flatMap(WorkUnit::idempotency));
    }

    private static Optional<WorkUnit> unit(Node node) {
        try {
            return Optional.of(node.as(WorkUnit.class));
        } catch (MalformedRecordException e) {
            return Optional.empty(); // it goes when its time has come, as any other
        }
    }

    private List<Ended> due(PriorityQueue<Ended> queue, Instant now) {
        List<Ended> due = new ArrayList<>();
        for (Ended first = queue.peek(); first != null && due.size() < AT_ONCE; first = queue.peek()) {
            if (first.at().plus(retention).isAfter(now) && queue.size() <= mostPerShard) {
                break;
            }
            due.add(queue.remove());
        }
        return due;
    }

    /** Reads first what is there, so that the transaction names nothing that is gone already. */
    private void reap(Fence fence, List<Ended> due, Instant now) {
        busy = true;
        List<String> places = new ArrayList<>();
        due.forEach(ended -> places.add(state.paths().doneWorkUnit(ended.id())));
        due.forEach(
                ended -> ended.key().ifPresent(key -> places.add(state.paths().idempotencyKey(key))));
        replies.bring(
                session.read(places).thenCompose(nodes -> delete(fence, nodes)),
                commit -> reaped(commit instanceof Commit.Committed, fence, due, now),
                failure -> reaped(false, fence, due, now));
    }

    private CompletableFuture<Commit> delete(Fence fence, List<Optional<Node>> nodes) {
        List<Op> ops = nodes.stream()
                .flatMap(Optional::stream)
                .map(node -> Op.delete(node.path(), node.version()))
                .toList();
        crash.reached("orc.reap.before");
        return committer.commit(List.of(fence), ops);
    }

    private void reaped(boolean done, Fence fence, List<Ended> due, Instant now) {
        busy = false;
        if (done) {
            crash.reached("orc.reap.after");
            state.metrics().reaped(due.size());
            return;
        }
        pausedUntil = now.plus(AFTER_A_FAILURE);
        PriorityQueue<Ended> queue = shards.get(fence.shard());
        if (queue != null) {
            queue.addAll(due);
        }
    }
}
