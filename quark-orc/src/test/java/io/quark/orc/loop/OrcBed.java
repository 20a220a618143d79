package io.quark.orc.loop;

import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import io.quark.common.fault.CrashPoints;
import io.quark.common.id.Ids;
import io.quark.common.lead.Fence;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskKind;
import io.quark.common.testing.FakeTree;
import io.quark.common.testing.FakeTreeSession;
import io.quark.common.tree.FollowableSession;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.ServerClock;
import io.quark.common.tree.TreeLayout;
import io.quark.net.qos.QosListener;
import io.quark.orc.testing.Requests;
import io.quark.orc.testing.ScriptedComputes;
import io.quark.orc.testing.TreeAudit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;

/** One orc that leads every shard of a tree in memory, with scripted computes and requests. */
final class OrcBed implements AutoCloseable {

    final FakeTree tree = new FakeTree();
    /** The orc's own session: what happens to its commits is the test's to say. */
    final FakeTreeSession session = tree.session();

    final Paths paths;
    final ScriptedComputes computes;
    final Requests requests;
    MetricRegistry metrics = new MetricRegistry();
    /** Told of QoS policies by an orc that is started later. */
    final List<QosListener> listeners = new ArrayList<>();

    final List<Fence> deposed = new CopyOnWriteArrayList<>();
    private final FakeTreeSession others = tree.session();
    private final List<Runnable> parts = new ArrayList<>();
    private List<Runnable> life = List.of();
    private Optional<Orc> orc = Optional.empty();

    OrcBed() {
        paths = new TreeLayout(others, "/quark", InstantSource.system()).ensure();
        computes = new ScriptedComputes(others, paths);
        requests = new Requests(others, paths);
        parts.add(computes::close);
    }

    OrcBed hosts(String... names) {
        for (String name : names) {
            computes.host(name, 100_000);
        }
        return this;
    }

    /** Starts an orc, and makes it the leader of all shards. */
    OrcBed start() {
        return start(OrcSettings.DEFAULTS, UnaryOperator.identity());
    }

    OrcBed start(OrcSettings settings, UnaryOperator<FollowableSession> wrapped) {
        FollowableSession own = wrapped.apply(session);
        LiveTreeView view = LiveTreeView.open("orc", own, Orc.roots(paths), Orc.followed(paths));
        Orc started = Orc.start(new Orc.Parts(
                "orc-1",
                paths,
                own,
                view,
                settings,
                listeners,
                new ServerClock(),
                CrashPoints.NONE,
                metrics,
                work -> new Thread(work, "orc-loop"),
                failure -> {
                    throw new AssertionError(failure);
                }));
        life = List.of(started::close, view::close);
        orc = Optional.of(started);
        started.onDeposed(deposed::add);
        view.caughtUp().join();
        lead(started);
        return this;
    }

    /** The orc ends at once, and another one takes over. */
    OrcBed restart() {
        return restart(UnaryOperator.identity());
    }

    OrcBed restart(UnaryOperator<FollowableSession> wrapped) {
        life.forEach(Runnable::run);
        metrics = new MetricRegistry();
        return start(OrcSettings.DEFAULTS, wrapped);
    }

    private void lead(Orc started) {
        for (int shard = 0; shard < paths.shards(); shard++) {
            Fence fence = takeShard(shard);
            started.execute(() -> started.gained(fence.shard(), fence));
        }
    }

    /** As another process would take it: whoever led it is deposed. */
    Fence takeShard(int shard) {
        tree.commit(Op.set(paths.epoch(shard), java.util.Map.of("epoch", 1), Op.ANY_VERSION));
        int version = tree.node(paths.epoch(shard)).orElseThrow().version();
        return new Fence(shard, version, version);
    }

    Orc orc() {
        return orc.orElseThrow();
    }

    /** A host falls silent, and the orc has seen it. */
    void silence(String host) {
        long before = ready();
        computes.silence(host);
        soon().until(() -> ready() < before);
    }

    private long ready() {
        return (Long) metrics.getGauges().get("quark_orc_hosts_ready").getValue();
    }

    /** The orc knows of so many hosts that take machines. */
    void awaitReady(long hosts) {
        soon().until(() -> ready() == hosts);
    }

    /** What a counter stands at. */
    long count(String counter) {
        return metrics.counter(counter).getCount();
    }

    /** Nothing that the orc has sent is on its way, and the view has shown all of it. */
    void idle() {
        AtomicBoolean idle = new AtomicBoolean();
        soon().until(() -> {
            orc().execute(() -> idle.set(orc().idle()));
            return idle.get();
        });
    }

    /** A task that somebody else has placed, as a leader would: with a bump of the host's version. */
    void foreignTask(String host, long ram) {
        String workUnit = Ids.fresh();
        Task task = Task.placed(
                Ids.fresh(),
                TaskKind.BUILD,
                workUnit,
                Ids.fresh(),
                0,
                0,
                1,
                new Resources(ram, 1, 1, 0),
                Optional.empty());
        computes.script(host, ScriptedComputes.Until.NOTHING);
        tree.commit(
                Op.set(paths.nextTasks(host), new byte[0], Op.ANY_VERSION),
                Op.create(paths.nextTask(host, task.id()), task));
    }

    static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    /** Time passes, and something happens by which it is noticed. */
    void passes(Duration time) {
        tree.advance(time);
        tree.commit(Op.set(paths.images(), new byte[] {1}, Op.ANY_VERSION));
    }

    List<String> findings() {
        return TreeAudit.atRest(others, paths);
    }

    @Override
    public void close() {
        life.forEach(Runnable::run);
        for (int i = parts.size() - 1; i >= 0; i--) {
            parts.get(i).run();
        }
    }
}
