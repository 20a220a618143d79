package io.quark.compute;

import io.quark.common.daemon.Daemon;
import io.quark.common.daemon.LoopWatch;
import io.quark.common.id.Ids;
import io.quark.common.model.Alive;
import io.quark.common.model.ComputeSelf.Ratios;
import io.quark.common.ticket.LookingKey;
import io.quark.common.tree.GroupCommitter;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeSession.State;
import io.quark.common.tree.TreeUnavailableException;
import io.quark.common.tree.ZooKeeperSession;
import io.quark.compute.config.ComputeConfig;
import io.quark.compute.config.ReservedConfig;
import io.quark.compute.follow.Following;
import io.quark.compute.host.Hosts;
import io.quark.compute.host.LibvirtHosts;
import io.quark.compute.host.SimHosts;
import io.quark.compute.host.StateDirectory;
import io.quark.compute.looking.Endpoint;
import io.quark.compute.looking.MachineMetrics;
import io.quark.compute.presence.SelfFacts;
import io.quark.compute.sim.SimMoving;
import io.quark.compute.step.Loop;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the parts of quark-compute together. */
final class Startup {

    private static final Duration LOOP_LIMIT = Duration.ofSeconds(10);

    /** For orcs and apis that are started at the same time. */
    private static final Duration TREE_WAIT = Duration.ofMinutes(1);

    private Startup() {}

    static void start(ComputeConfig config, Daemon daemon) throws IOException {
        StateDirectory state = daemon.started("state", StateDirectory.lock(config.stateDirectory()));
        ZooKeeperSession session = daemon.started(
                "zookeeper",
                ZooKeeperSession.connect(new ZooKeeperSession.Connection(
                        config.zookeeper().connect(), config.zookeeper().sessionTimeoutMs())));
        Paths paths = new TreeLayout(session, config.zookeeper().root(), daemon.clock()).waitUntilReady(TREE_WAIT);
        String treeId = identity(session, paths);
        MeteredTasks metrics = new MeteredTasks(daemon.metrics().registry());
        Hosts hosts = daemon.started(
                "hosts",
                config.simulated()
                        ? SimHosts.open(config, state, treeId)
                        : LibvirtHosts.open(config, state, treeId, metrics::libvirtCall, metrics::imageEvicted));
        List<String> computes = config.computes();
        LiveTreeView view = daemon.started(
                "view",
                LiveTreeView.open(
                        "computes",
                        session,
                        computes.stream().map(paths::compute).toList()));
        Loop loop = new Loop("compute-loop");
        Following following = daemon.started("following", new Following(session, loop, Following.LINGER));
        Alive alive = alive(state, daemon);
        LookingKey key = new LookingKey(session, paths, daemon.clock());
        ComputeProcess.Setting setting = new ComputeProcess.Setting(
                daemon.clock(),
                paths,
                session,
                new GroupCommitter(session)::commit,
                view,
                key,
                following,
                treeId,
                alive,
                Duration.ofMillis(2L * config.zookeeper().sessionTimeoutMs()),
                metrics,
                metrics,
                daemon.crashPoints());
        Endpoint endpoint =
                daemon.started("endpoint", Endpoint.start(config.endpoint(), alive.bootId(), key, daemon.clock()));
        daemon.url("endpoint", endpoint.url());
        ComputeProcess process =
                daemon.started("computes", new ComputeProcess(loop, setting, hosts, settings(config, endpoint.url())));
        endpoint.serve(process.insights());
        daemon.metrics().add(new MachineMetrics(process.insights().values(), daemon.clock()));
        metrics.show(process);
        promise(daemon, session, view, process, loop);
        loop.when(process.start(), (nothing, failure) -> {
            if (failure != null) {
                daemon.fail(String.valueOf(failure.getMessage()), failure);
            }
        });
    }

    /** A tree that was laid out anew under the same name is another one: what is recorded in the old one is not in it. */
    private static String identity(TreeSession session, Paths paths) {
        Node version = session.read(List.of(paths.version()))
                .join()
                .get(0)
                .orElseThrow(() -> new TreeUnavailableException("the tree vanished while this daemon started"));
        return Ids.derived(
                "tree",
                Long.toString(version.createdZxid()),
                version.createdAt().toString());
    }

    private static Alive alive(StateDirectory state, Daemon daemon) throws IOException {
        return new Alive(
                Ids.fresh(),
                state.machineId(),
                daemon.pid(),
                daemon.clock().instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /** Simulated hosts take machines of each other, within one process. */
    private static Optional<String> migration(ComputeConfig config, String compute) {
        return config.simulated()
                ? Optional.of(SimMoving.uri(compute))
                : Optional.of(config.libvirt().migration()).filter(uri -> !uri.isEmpty());
    }

    private static Map<String, ComputeDaemon.Settings> settings(ComputeConfig config, URI endpoint) {
        Map<String, ComputeDaemon.Settings> settings = new LinkedHashMap<>();
        ReservedConfig reserved = config.simulated() ? ReservedConfig.NOTHING : config.reserved();
        String version = Optional.ofNullable(Startup.class.getPackage().getImplementationVersion())
                .orElse("development");
        for (String name : config.computes()) {
            SelfFacts facts = new SelfFacts(
                    name,
                    config.labels(),
                    config.zone().isEmpty() ? Optional.empty() : Optional.of(config.zone()),
                    new Ratios(
                            config.ratios().ram(),
                            config.ratios().cpu(),
                            config.ratios().storage()),
                    reserved.ram(),
                    reserved.cpu(),
                    reserved.storage(),
                    Optional.of(endpoint.toString()),
                    migration(config, name),
                    config.storage().sharedAs(),
                    config.storage().pools().stream().distinct().sorted().toList());
            settings.put(
                    name,
                    new ComputeDaemon.Settings(
                            facts,
                            version,
                            config.parallelTasks(),
                            Duration.ofSeconds(config.reconcileS()),
                            Duration.ofSeconds(config.net().recheckS())));
        }
        return settings;
    }

    private static void promise(
            Daemon daemon, TreeSession session, LiveTreeView view, ComputeProcess process, Loop loop) {
        daemon.health()
                .live(
                        "event_loop",
                        "the event thread answers within " + LOOP_LIMIT.toSeconds() + " s",
                        new LoopWatch(loop, LOOP_LIMIT, daemon.clock()));
        daemon.health()
                .ready(
                        "zookeeper",
                        "the session with ZooKeeper stands",
                        () -> session.state() == State.CONNECTED
                                ? Optional.empty()
                                : Optional.of("the session is " + session.state()));
        daemon.health()
                .ready(
                        "view",
                        "the view shows the tree as it is",
                        () -> view.inSync() ? Optional.empty() : Optional.of("it is being loaded"));
        daemon.health().ready("hypervisor", "the hypervisor can be reached", process::unreachable);
        daemon.health()
                .ready(
                        "alive",
                        "every compute of this process is alive in the tree",
                        () -> process.isStarted() ? Optional.empty() : Optional.of("not all of them are yet"));
    }
}
