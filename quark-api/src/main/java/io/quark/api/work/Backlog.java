package io.quark.api.work;

import io.quark.api.http.ProblemType;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses new work before a shard's queue gets unhealthy: a parent node with too many children can be listed by nobody any more. Looks at
 * all queues from time to time, not for each request. Thread safe.
 */
public final class Backlog {

    /** Waiting work units of one shard from which on new ones are refused; the bound of a parent is 5,000 (ZOOKEEPER.md). */
    public static final int FULL = 4_000;

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    private static final int RETRY_AFTER_SECONDS = 5;

    private final TreeSession session;
    private final List<String> queues;
    private volatile List<Integer> waiting;

    public Backlog(TreeSession session, Paths paths) {
        this.session = session;
        this.queues = IntStream.range(0, paths.shards())
                .mapToObj(paths::nextWorkUnits)
                .toList();
        this.waiting = queues.stream().map(queue -> 0).toList();
    }

    /** Looks at the queues; to be called about once a second. What cannot be read stays as it was. */
    public void look() {
        var unused = session.read(queues).whenComplete((nodes, failure) -> {
            if (failure == null) {
                waiting = nodes.stream()
                        .map((Optional<Node> node) -> node.map(Node::children).orElse(0))
                        .toList();
            } else {
                LOG.debug("cannot look at the queues: {}", failure.getMessage());
            }
        });
    }

    /** How many work units wait in all shards, as of the last look. */
    public int total() {
        return waiting.stream().mapToInt(Integer::intValue).sum();
    }

    /** How many work units wait in that shard, as of the last look. */
    public int of(int shard) {
        return waiting.get(shard);
    }

    void refuseIfFull(int shard) {
        if (of(shard) >= FULL) {
            throw ProblemType.BUSY
                    .of(
                            of(shard) + " work units wait in shard " + Paths.shardName(shard),
                            "Try again a little later, with the same Idempotency-Key; GET /v1/orcs tells how the queues are.")
                    .retryAfter(RETRY_AFTER_SECONDS);
        }
    }
}
