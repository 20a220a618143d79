package io.quark.common.lead;

import io.quark.common.model.Alive;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Paths;
import io.quark.common.tree.ZooKeeperSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A process that leads shards and does nothing else: what an orc is for the tests of leadership. */
final class LiveOrc implements AutoCloseable, ShardListener {

    static final LeadershipTimes QUICK =
            new LeadershipTimes(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(20));

    final String name;
    final ZooKeeperSession session;
    final Map<Integer, Fence> held = new ConcurrentHashMap<>();
    final List<String> told = Collections.synchronizedList(new ArrayList<>());
    final ShardLeadership leadership;
    final Members members;
    volatile boolean answersFinish = true;

    private final LiveTreeView view;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService events = Executors.newSingleThreadScheduledExecutor();

    LiveOrc(String name, ZooKeeperSession session, Paths paths, LeadershipTimes times) {
        this.name = name;
        this.session = session;
        view = LiveTreeView.open(name, session, List.of(paths.orc()));
        members = new Members(session, paths, name, new Alive("boot-of-" + name, "machine", 1, Instant.now()), timer);
        leadership = new ShardLeadership(
                name, new ShardLeadership.Ground(session, view, paths, timer, Clock.systemUTC()), times, this, events);
        leadership.start();
    }

    /** Stops both of its threads, as a long pause of the whole process would, until what it returns is counted down. */
    CountDownLatch freeze() {
        CountDownLatch thaw = new CountDownLatch(1);
        Runnable pause = () -> {
            try {
                thaw.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        timer.execute(pause);
        events.execute(pause);
        return thaw;
    }

    /** Ends as a killed process does: nothing is handed over, only the session ends. */
    void kill() {
        timer.shutdownNow();
        events.shutdownNow();
        view.close();
        session.close();
    }

    @Override
    public void gained(int shard, Fence fence) {
        told.add("gained " + shard);
        held.put(shard, fence);
    }

    @Override
    public void finish(int shard, Runnable finished) {
        told.add("finish " + shard);
        if (answersFinish) {
            finished.run();
        }
    }

    @Override
    public void lost(int shard) {
        told.add("lost " + shard);
        held.remove(shard);
    }

    @Override
    public void paused() {
        told.add("paused");
    }

    @Override
    public void resumed() {
        told.add("resumed");
    }

    @Override
    public void close() {
        members.close();
        leadership.close();
        kill();
    }
}
