package io.quark.orc.loop;

import io.quark.common.lead.Fence;
import io.quark.common.lead.ShardListener;
import io.quark.common.tree.TreeView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the event thread does with each message: cuts of the view, shards gained and lost, ticks. Everything it owns is touched
 * by that thread only. It can be driven step by step in a test, without a thread.
 */
final class OrcCore implements ShardListener {

    private final LoopState state;
    private final Decider decider;
    private final Commits commits;
    private final Housekeeping housekeeping;
    private final TreeView view;
    private final Duration sweepInterval;
    private final Map<Integer, Runnable> finishing = new HashMap<>();
    private boolean paused = false;
    private Instant nextSweep;

    OrcCore(
            LoopState state,
            Decider decider,
            Commits commits,
            Housekeeping housekeeping,
            TreeView view,
            Duration sweepInterval) {
        this.state = state;
        this.decider = decider;
        this.commits = commits;
        this.housekeeping = housekeeping;
        this.view = view;
        this.sweepInterval = sweepInterval;
        this.nextSweep = state.now().plus(sweepInterval);
    }

    void cut(TreeView.Cut cut) {
        state.apply(cut);
        commits.cut(cut.zxid());
    }

    @Override
    public void gained(int shard, Fence fence) {
        state.shards().gained(fence);
        state.board().lead(shard);
        state.board().ids(shard).forEach(state.agenda()::mark);
        state.cluster().forEachWorkUnit(id -> {
            if (state.shardOf(id) == shard) {
                state.agenda().mark(id);
            }
        });
        housekeeping.gained(shard);
        state.tookOver(shard);
        state.metrics().gained();
        state.metrics().led(state.shards().size());
    }

    @Override
    public void finish(int shard, Runnable finished) {
        state.shards().finish(shard);
        finishing.put(shard, finished);
    }

    @Override
    public void lost(int shard) {
        finishing.remove(shard);
        if (state.shards().lost(shard)) {
            state.board().unlead(shard);
            housekeeping.lost(shard);
            state.metrics().lost();
            state.metrics().led(state.shards().size());
        }
    }

    @Override
    public void paused() {
        paused = true;
    }

    @Override
    public void resumed() {
        paused = false;
    }

    void onDeposed(Consumer<Fence> listener) {
        state.shards().onDeposed(listener);
    }

    /** Called some times a second. */
    void tick() {
        Instant now = state.now();
        state.agenda().ring(now);
        state.followPolicies();
        commits.catchUp();
        if (mayDecide()) {
            if (!now.isBefore(nextSweep)) {
                nextSweep = now.plus(sweepInterval);
                decider.sweep();
            }
            housekeeping.tick(now);
        }
        state.count();
    }

    /**
     * Decides what can be decided now. Called after messages.
     *
     * @return whether it should be called again at once
     */
    boolean decide() {
        for (int shard : List.copyOf(finishing.keySet())) {
            if (!commits.busyWith(shard)) {
                Optional.ofNullable(finishing.remove(shard)).ifPresent(Runnable::run);
            }
        }
        return mayDecide() && decider.round(state.now());
    }

    boolean idle() {
        return commits.idle();
    }

    private boolean mayDecide() {
        return !paused && view.inSync();
    }
}
