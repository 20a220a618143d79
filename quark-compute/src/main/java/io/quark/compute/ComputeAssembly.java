package io.quark.compute;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.quark.common.daemon.Daemon;
import io.quark.common.daemon.LoopWatch;
import io.quark.common.id.Ids;
import io.quark.common.model.Alive;
import io.quark.common.model.ComputeSelf.Ratios;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.GroupCommitter;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeUnavailableException;
import io.quark.common.tree.ZooKeeperSession;
import io.quark.compute.config.ComputeConfig;
import io.quark.compute.host.Hosts;
import io.quark.compute.host.LibvirtHosts;
import io.quark.compute.host.SimHosts;
import io.quark.compute.host.StateDirectory;
import io.quark.compute.presence.SelfFacts;
import io.quark.compute.step.Loop;
import io.quark.compute.task.TaskMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Puts the parts of quark-compute together; the last one started is stopped first. */
final class ComputeAssembly {

    private static final Duration LAYOUT_LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOP_LIMIT = Duration.ofSeconds(10);

    /** A machine that is gone keeps its sign of life for as long as its session may last. */
    private static final int SESSIONS_OF_PATIENCE = 2;

    private ComputeAssembly() {}

    static void start(ComputeConfig config, Daemon daemon) throws Exception {
        StateDirectory state = daemon.started("state", StateDirectory.lock(config.stateDirectory()));
        ZooKeeperSession session = daemon.started(
                "zookeeper",
                ZooKeeperSession.connect(new ZooKeeperSession.Connection(
                        config.zookeeper().connect(), config.zookeeper().sessionTimeoutMs())));
        Paths paths = new TreeLayout(session, config.zookeeper().root(), daemon.clock()).waitUntilReady(LAYOUT_LIMIT);
        String tree = identity(session, paths);
        MetricRegistry metrics = daemon.metrics().registry();
        Hosts hosts = daemon.started("hosts", hosts(config, state, tree, metrics));
        List<String> names = config.computes();
        LiveTreeView view = daemon.started(
                "view",
                LiveTreeView.open("compute", session, names.stream().map(paths::compute).toList()));
        Loop loop = new Loop("compute-loop");
        ComputeProcess.Setting setting = new ComputeProcess.Setting(
                daemon.clock(),
                paths,
                session,
                new GroupCommitter(session)::commit,
                view,
                tree,
                new Alive(Ids.fresh(), state.machineId(), daemon.pid(), daemon.clock().instant()),
                Duration.ofMillis(SESSIONS_OF_PATIENCE * (long) config.zookeeper().sessionTimeoutMs()),
                taskMetrics(metrics),
                daemon.crashPoints());
        ComputeProcess process =
                daemon.started("computes", new ComputeProcess(loop, setting, hosts, computes(config, names)));
        metrics.register("compute_tasks", (Gauge<Integer>) process::tasks);
        metrics.register("compute_machines", (Gauge<Integer>) process::machines);
        promise(daemon, session, view, loop, process);
        process.start().get();
    }

    private static Hosts hosts(ComputeConfig config, StateDirectory state, String tree, MetricRegistry metrics)
            throws IOException {
        return config.simulated()
                ? SimHosts.open(config, state, tree)
                : LibvirtHosts.open(
                        config, state, tree, took -> metrics.timer("libvirt_calls").update(took));
    }

    /** Tells this tree from one that was laid out anew in its place. */
    private static String identity(TreeSession session, Paths paths)
            throws InterruptedException, ExecutionException, TimeoutException {
        Node version = session.read(List.of(paths.version()))
                .get(LAYOUT_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .get(0)
                .orElseThrow(() -> new TreeUnavailableException("the tree at " + paths.root() + " has gone"));
        return Long.toHexString(version.createdAt().toEpochMilli()) + "-" + Long.toHexString(version.createdZxid());
    }

    private static Map<String, ComputeDaemon.Settings> computes(ComputeConfig config, List<String> names) {
        Map<String, ComputeDaemon.Settings> computes = new LinkedHashMap<>();
        String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("unreleased");
        for (String name : names) {
            SelfFacts facts = new SelfFacts(
                    name,
                    config.labels(),
                    Optional.of(config.zone()).filter(zone -> !zone.isEmpty()),
                    config.maxBandwidth(),
                    new Ratios(
                            config.ratios().ram(),
                            config.ratios().cpu(),
                            config.ratios().storage()),
                    config.simulated() ? 0 : config.reserved().ram(),
                    config.simulated() ? 0 : config.reserved().cpu(),
                    config.simulated() ? 0 : config.reserved().storage());
            computes.put(
                    name,
                    new ComputeDaemon.Settings(
                            facts, version, config.parallelTasks(), Duration.ofSeconds(config.reconcileS())));
        }
        return computes;
    }

    private static TaskMetrics taskMetrics(MetricRegistry metrics) {
        return new TaskMetrics() {
            @Override
            public void ended(TaskKind kind, TaskEnd.State state) {
                metrics.counter("compute_" + kind.text() + "_" + state.text()).inc();
            }

            @Override
            public void step(TaskKind kind, String step, Duration took) {
                metrics.timer("compute_" + kind.text() + "_step_" + step).update(took);
            }
        };
    }

    private static void promise(
            Daemon daemon, TreeSession session, LiveTreeView view, Loop loop, ComputeProcess process) {
        daemon.health()
                .live(
                        "event_loop",
                        "the event thread answers within " + LOOP_LIMIT.toSeconds() + " s",
                        new LoopWatch(loop, LOOP_LIMIT, daemon.clock()));
        daemon.health()
                .ready(
                        "zookeeper",
                        "the session with ZooKeeper stands",
                        () -> session.state() == TreeSession.State.CONNECTED
                                ? Optional.empty()
                                : Optional.of("the session is " + session.state()));
        daemon.health()
                .ready(
                        "view",
                        "the view shows the tree as it is",
                        () -> view.inSync() ? Optional.empty() : Optional.of("it is being loaded"));
        daemon.health().ready("hypervisor", "the hypervisor answers", process::unreachable);
    }
}
