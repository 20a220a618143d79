package io.quark.orc.loop;

import io.quark.common.id.Ids;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What leaders do besides: claims whose quarantine is over go, and so do work units that ended long ago. */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration NET_INTERVAL = Duration.ofSeconds(2);
    private static final int NET_MOST = 200;

    private final LoopState state;
    private final FencedCommitter committer;
    private final Reaper reaper;
    private final Replies replies;
    private Instant nextNetSweep = Instant.EPOCH;
    private boolean sweepingNet = false;

    Housekeeping(LoopState state, FencedCommitter committer, Reaper reaper, Replies replies) {
        this.state = state;
        this.committer = committer;
        this.reaper = reaper;
        this.replies = replies;
    }

    void gained(int shard) {
        reaper.gained(shard);
    }

    void lost(int shard) {
        reaper.lost(shard);
    }

    void tick(Instant now) {
        if (state.shards().size() == 0) {
            return;
        }
        reaper.tick(now);
        if (!sweepingNet && !now.isBefore(nextNetSweep)) {
            nextNetSweep = now.plus(NET_INTERVAL);
            sweepNet(now);
        }
    }

    private void sweepNet(Instant now) {
        List<Op> ops = state.net().sweep(now, NET_MOST, this::mine);
        if (ops.isEmpty()) {
            return;
        }
        sweepingNet = true;
        // What is swept may lie in any of the led shards.
        replies.bring(
                committer.commit(state.shards().fences(), ops),
                commit -> {
                    sweepingNet = false;
                    if (!(commit instanceof Commit.Committed)) {
                        LOG.debug("a sweep of claims was not done: {}", commit);
                    }
                },
                failure -> {
                    sweepingNet = false;
                    LOG.warn("a sweep of claims could not be sent: {}", failure.toString());
                });
    }

    /** Networks and MAC ranges belong to shards like everything else; one without an id of its own, to the first. */
    private boolean mine(String id) {
        return state.shards().working(Ids.isId(id) ? state.shardOf(id) : 0);
    }
}
