package io.quark.orc.loop;

import com.codahale.metrics.MetricRegistry;
import io.quark.common.fault.CrashPoints;
import io.quark.common.lead.Fence;
import io.quark.common.lead.ShardListener;
import io.quark.common.tree.Paths;
import io.quark.common.tree.ServerClock;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeView;
import io.quark.net.qos.QosListener;
import io.quark.orc.audit.Audits;
import io.quark.orc.qos.QosListeners;
import io.quark.orc.workflow.Afterwards;
import io.quark.orc.workflow.Workflows;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The orchestrator in one process: wires the event thread and what it owns. It does nothing for a shard before it is told
 * that it leads it, and stops with the process, at any moment, without harm. Thread safe.
 */
public final class Orc implements ShardListener, Executor, AutoCloseable {

    private final OrcLoop loop;
    private final OrcCore core;
    private final QosListeners listeners;

    private Orc(OrcLoop loop, OrcCore core, QosListeners listeners) {
        this.loop = loop;
        this.core = core;
        this.listeners = listeners;
    }

    /**
     * What an orc is made of.
     *
     * @param process its name among the members
     * @param view follows {@link #roots} as far as {@link #followed} says
     * @param listeners are told what becomes of QoS policies
     * @param clock is told the times that the view shows, and tells the time that all decisions go by
     * @param broken told if the event thread cannot go on: the process has to end then
     */
    public record Parts(
            String process,
            Paths paths,
            TreeSession session,
            TreeView view,
            OrcSettings settings,
            List<QosListener> listeners,
            ServerClock clock,
            CrashPoints crash,
            MetricRegistry metrics,
            ThreadFactory threads,
            Consumer<Throwable> broken) {}

    /** Starts the event thread and lets it listen to the view. */
    public static Orc start(Parts parts) {
        OrcLoop loop = new OrcLoop(parts.threads(), parts.broken());
        OrcMetrics metrics = new OrcMetrics(parts.metrics(), parts.paths().shards());
        QosListeners listeners = new QosListeners(parts.listeners(), Orc::listening, metrics::listenerFailed);
        OrcCore core = core(parts, loop, metrics, listeners);
        loop.start(core);
        parts.view().listen(new CutGate(loop, core::cut));
        return new Orc(loop, core, listeners);
    }

    private static Thread listening(Runnable work) {
        Thread thread = new Thread(work, "qos-listener");
        thread.setDaemon(true); // it may block for as long as it likes, also when the process ends
        return thread;
    }

    private static void auditing(Runnable work) {
        Thread thread = new Thread(work, "audit");
        thread.setDaemon(true); // it only reads
        thread.start();
    }

    /** Wires all but the thread: messages go to whatever executor is given. */
    static OrcCore core(Parts parts, Executor loop, OrcMetrics metrics, QosListeners listeners) {
        Paths paths = parts.paths();
        Replies replies = new Replies(loop);
        LoopState state = LoopState.empty(paths, parts.process(), listeners, parts.clock(), metrics);
        LoopWorld world = new LoopWorld(
                paths,
                state.cluster(),
                state.net(),
                state.qos(),
                listeners,
                state.board(),
                state.shelf(),
                state.shards(),
                new Audits(parts.view(), paths, Orc::auditing));
        FencedCommitter committer = new FencedCommitter(parts.session(), paths, metrics);
        OrcSettings settings = parts.settings();
        Reaper reaper = new Reaper(
                state,
                parts.session(),
                committer,
                parts.crash(),
                replies,
                settings.doneRetention(),
                settings.doneMostPerShard());
        Commits commits = new Commits(
                state,
                committer,
                parts.view(),
                parts.crash(),
                replies,
                member -> reaper.committed(member, state.now()));
        Workflows workflows = new Workflows(settings.rules(), paths);
        Decider decider = new Decider(state, world, commits, workflows, new Afterwards(paths));
        Housekeeping housekeeping = new Housekeeping(state, committer, reaper, replies);
        return new OrcCore(state, decider, commits, housekeeping, parts.view(), settings.sweep());
    }

    /** The roots that the view has to follow. */
    public static List<String> roots(Paths paths) {
        return List.of(
                paths.computes(),
                paths.orcMembers(),
                paths.orcShards(),
                paths.instances(),
                paths.net(),
                paths.images(),
                paths.flavors(),
                paths.volumes(),
                paths.snapshots(),
                paths.names(),
                paths.quotas());
    }

    /** What the view may leave out below them: work units that have ended. */
    public static Predicate<String> followed(Paths paths) {
        String shards = paths.orcShards() + "/";
        int done = shards.length() + Paths.shardName(0).length();
        return path -> !(path.startsWith(shards) && path.startsWith("/done", done));
    }

    /** Who is told that a transaction was refused at this fence, because another process leads the shard. */
    public void onDeposed(Consumer<Fence> listener) {
        loop.execute(() -> core.onDeposed(listener));
    }

    /** Runs something on the event thread. */
    @Override
    public void execute(Runnable message) {
        loop.execute(message);
    }

    // The calls of ShardListener come on the event thread: ShardLeadership is given this as its executor.

    @Override
    public void gained(int shard, Fence fence) {
        core.gained(shard, fence);
    }

    @Override
    public void finish(int shard, Runnable finished) {
        core.finish(shard, finished);
    }

    @Override
    public void lost(int shard) {
        core.lost(shard);
    }

    @Override
    public void paused() {
        core.paused();
    }

    @Override
    public void resumed() {
        core.resumed();
    }

    /** Whether no transaction is on its way, and the view shows all that were. To be called on the event thread. */
    boolean idle() {
        return core.idle();
    }

    @Override
    public void close() {
        loop.close();
        listeners.close();
    }
}
