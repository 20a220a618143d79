package io.quark.orc.loop;

import com.codahale.metrics.MetricRegistry;
import io.quark.common.fault.CrashPoints;
import io.quark.common.lead.LeadershipTimes;
import io.quark.common.lead.Members;
import io.quark.common.lead.ShardLeadership;
import io.quark.common.model.Alive;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Paths;
import io.quark.common.tree.ServerClock;
import io.quark.common.tree.ZooKeeperSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** All of one orc, wired as the daemon wires it, on a session of its own; it can be killed like a process. */
final class OrcProcess implements AutoCloseable {

    private static final LeadershipTimes QUICK =
            new LeadershipTimes(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(50));

    final ZooKeeperSession session;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final LiveTreeView view;
    private final Orc orc;
    private final Members members;
    private final ShardLeadership leadership;
    private boolean killed = false;

    OrcProcess(String name, ZooKeeperSession session, Paths paths, Consumer<Throwable> broken) {
        this.session = session;
        view = LiveTreeView.open(name, session, Orc.roots(paths), Orc.followed(paths));
        orc = Orc.start(new Orc.Parts(
                name,
                paths,
                session,
                view,
                OrcSettings.DEFAULTS,
                List.of(),
                new ServerClock(),
                CrashPoints.NONE,
                new MetricRegistry(),
                work -> new Thread(work, name + "-loop"),
                broken));
        members = new Members(session, paths, name, new Alive("boot-of-" + name, "machine", 1, Instant.EPOCH), timer);
        leadership = new ShardLeadership(
                name, new ShardLeadership.Ground(session, view, paths, timer, Clock.systemUTC()), QUICK, orc, orc);
        orc.onDeposed(leadership::deposed);
        leadership.start();
    }

    /** How many shards it leads. */
    int leads() {
        return leadership.led().size();
    }

    /** Ends as a killed process does: in the middle of whatever it does, nothing is handed over. */
    void kill() {
        killed = true;
        timer.shutdownNow();
        orc.close();
        view.close();
        session.close();
    }

    @Override
    public void close() {
        if (!killed) {
            leadership.close();
            members.close();
            kill();
        }
    }
}
