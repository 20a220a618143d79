package io.quark.orc;

import io.quark.common.daemon.Daemon;
import io.quark.common.daemon.LoopWatch;
import io.quark.common.id.Ids;
import io.quark.common.lead.LeadershipTimes;
import io.quark.common.lead.Members;
import io.quark.common.lead.ShardLeadership;
import io.quark.common.model.Alive;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Paths;
import io.quark.common.tree.ServerClock;
import io.quark.common.tree.TreeLayout;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeView;
import io.quark.common.tree.ZooKeeperSession;
import io.quark.net.qos.QosListener;
import io.quark.orc.loop.Orc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Puts the parts of quark-orc together. The last one started is stopped first: leadership is handed over while all else still works. */
final class OrcDaemon {

    private static final Duration LOOP_LIMIT = Duration.ofSeconds(10);
    private static final Path MACHINE_ID = Path.of("/etc/machine-id");

    private OrcDaemon() {}

    static void start(OrcConfig config, Daemon daemon) {
        ZooKeeperSession session = daemon.started(
                "zookeeper",
                ZooKeeperSession.connect(new ZooKeeperSession.Connection(
                        config.zookeeper().connect(), config.zookeeper().sessionTimeoutMs())));
        Paths paths = new TreeLayout(session, config.zookeeper().root(), daemon.clock()).ensure(config.shards());
        LiveTreeView view =
                daemon.started("view", LiveTreeView.open("orc", session, Orc.roots(paths), Orc.followed(paths)));
        Orc orc = daemon.started("orc", orc(config, daemon, paths, session, view));
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "leadership"));
        daemon.started("timer", () -> {
            timer.shutdown();
            timer.awaitTermination(1, TimeUnit.SECONDS);
        });
        Members members = daemon.started("members", new Members(session, paths, daemon.name(), alive(daemon), timer));
        ShardLeadership leadership = daemon.started(
                "leadership",
                new ShardLeadership(
                        daemon.name(),
                        new ShardLeadership.Ground(session, view, paths, timer, daemon.clock()),
                        LeadershipTimes.DEFAULTS,
                        orc,
                        orc));
        orc.onDeposed(leadership::deposed);
        leadership.start();
        promise(daemon, session, view, orc, members, leadership);
    }

    private static Orc orc(OrcConfig config, Daemon daemon, Paths paths, TreeSession session, TreeView view) {
        return Orc.start(new Orc.Parts(
                daemon.name(),
                paths,
                session,
                view,
                config.settings(),
                ServiceLoader.load(QosListener.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList(),
                new ServerClock(),
                daemon.crashPoints(),
                daemon.metrics().registry(),
                work -> new Thread(work, "orc-loop"),
                failure -> daemon.fail("the event thread failed", failure)));
    }

    private static void promise(
            Daemon daemon, TreeSession session, TreeView view, Orc orc, Members members, ShardLeadership leadership) {
        daemon.health()
                .live(
                        "event_loop",
                        "the event thread answers within " + LOOP_LIMIT.toSeconds() + " s",
                        new LoopWatch(orc, LOOP_LIMIT, daemon.clock()));
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
        daemon.health().ready("member", "the process is registered among the orcs", members::fault);
        daemon.health().ready("leaders", "every shard has a leader", leadership::fault);
    }

    private static Alive alive(Daemon daemon) {
        return new Alive(Ids.fresh(), machineId(), daemon.pid(), daemon.clock().instant());
    }

    private static String machineId() {
        try {
            return Files.readString(MACHINE_ID).trim();
        } catch (IOException e) {
            return ""; // a container without one; only shown to operators here
        }
    }
}
