package io.quark.orc.loop;

import io.quark.common.tree.TreeView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the event thread does with each message: cuts of the view, shards gained and lost, ticks. Everything it owns is touched by
 * that thread only. It can be driven step by step in a test, without a thread.
 */
final class OrcCore {

    private static final Logger LOG = LoggerFactory.getLogger(OrcCore.class);

    private final LoopState state;
    private final Decider decider;
    private final Commits commits;
    private final Housekeeping housekeeping;
    private final TreeView view;
    private final InstantSource clock;
    private final Replies replies;
    private final Duration sweepInterval;
    private final Map<Integer, Lead> takingOver = new HashMap<>();
    private boolean connected = true;
    private Instant nextSweep;

    OrcCore(
            LoopState state,
            Decider decider,
            Commits commits,
            Housekeeping housekeeping,
            TreeView view,
            InstantSource clock,
            Replies replies,
            Duration sweepInterval) {
        this.state = state;
        this.decider = decider;
        this.commits = commits;
        this.housekeeping = housekeeping;
        this.view = view;
        this.clock = clock;
        this.replies = replies;
        this.sweepInterval = sweepInterval;
        this.nextSweep = clock.instant().plus(sweepInterval);
    }

    void cut(TreeView.Cut cut) {
        state.apply(cut, clock.instant());
        commits.cut(cut.zxid());
    }

    void connected(boolean now) {
        connected = now;
    }

    /** The shard is this process's own. Its work begins when the view shows all that the leader before has done. */
    void gained(Lead lead) {
        takingOver.put(lead.shard(), lead);
        takeOver(lead);
    }

    private void takeOver(Lead lead) {
        replies.bring(
                view.caughtUp(),
                done -> {
                    if (takingOver.remove(lead.shard(), lead)) {
                        lead(lead);
                    }
                },
                failure -> LOG.debug("taking over shard {} waits for the view: {}", lead.shard(), failure.toString()));
    }

    private void lead(Lead lead) {
        int shard = lead.shard();
        state.leads().put(shard, lead);
        state.board().lead(shard);
        state.board().ids(shard).forEach(state.agenda()::mark);
        state.cluster().forEachWorkUnit(id -> {
            if (state.paths().shardOf(id) == shard) {
                state.agenda().mark(id);
            }
        });
        state.metrics().gained();
        state.metrics().led(state.leads().size());
        housekeeping.gained(lead);
        LOG.info(
                "leading shard {} in epoch {}: {} work units under way, {} waiting",
                shard,
                lead.epoch(),
                state.board().active(shard),
                state.board().waiting(shard));
    }

    void lost(int shard) {
        takingOver.remove(shard);
        if (state.leads().remove(shard) != null) {
            state.board().unlead(shard);
            state.metrics().lost();
            state.metrics().led(state.leads().size());
            housekeeping.lost(shard);
            LOG.info("no longer leading shard {}", shard);
        }
    }

    /** Called some times a second. */
    void tick() {
        Instant now = clock.instant();
        state.agenda().ring(now);
        if (!view.inSync()) {
            return;
        }
        takingOver.values().forEach(this::takeOver);
        commits.catchUp();
        if (!now.isBefore(nextSweep)) {
            nextSweep = now.plus(sweepInterval);
            decider.sweep();
        }
        if (connected) {
            housekeeping.tick(now);
        }
        for (int shard = 0; shard < state.paths().shards(); shard++) {
            state.metrics()
                    .shard(shard, state.board().waiting(shard), state.board().active(shard));
        }
        state.metrics()
                .cluster(state.cluster().table().size(), state.cluster().table().readyHosts());
    }

    /**
     * Decides what can be decided now. Called after messages.
     *
     * @return whether it should be called again at once
     */
    boolean decide() {
        return connected && view.inSync() && decider.round(clock.instant());
    }
}
