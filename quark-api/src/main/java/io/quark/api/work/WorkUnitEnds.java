package io.quark.api.work;

import io.quark.common.tree.FollowableSession;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeFeed;
import io.quark.common.tree.TreeSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes those who wait for a work unit to end. One watch on all shards tells of every one, and nothing is kept in memory but
 * the waiters: a wake-up only says "look". After a gap everybody is woken. Thread safe.
 */
public final class WorkUnitEnds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkUnitEnds.class);

    private final FollowableSession session;
    private final Paths paths;
    private final Map<String, Set<Runnable>> waiters = new ConcurrentHashMap<>();
    private final AutoCloseable states;

    private WorkUnitEnds(FollowableSession session, Paths paths) {
        this.session = session;
        this.paths = paths;
        this.states = session.onState(this::changed);
    }

    /** Begins to watch; goes on over lost connections and sessions. */
    public static WorkUnitEnds follow(FollowableSession session, Paths paths) {
        WorkUnitEnds ends = new WorkUnitEnds(session, paths);
        ends.open();
        return ends;
    }

    /** From now on runs {@code wake} whenever that work unit has ended or may have; on ZooKeeper's thread, so it must not block. */
    void add(String workUnit, Runnable wake) {
        waiters.compute(workUnit, (id, known) -> {
            Set<Runnable> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(wake);
            return all;
        });
    }

    void remove(String workUnit, Runnable wake) {
        waiters.computeIfPresent(workUnit, (id, known) -> {
            known.remove(wake);
            return known.isEmpty() ? null : known;
        });
    }

    private void changed(TreeSession.State state) {
        if (state == TreeSession.State.CONNECTED) {
            open();
        }
    }

    /** Watching twice on one session is watching once. */
    private void open() {
        session.follow(new Feed())
                .watch(
                        paths.orcShards(),
                        new TreeFeed.Answer<>(
                                done -> wakeAll(),
                                failure -> LOG.info("not watching work units: {}", failure.getMessage())));
    }

    private void wakeAll() {
        List<Runnable> all = new ArrayList<>();
        waiters.values().forEach(all::addAll);
        all.forEach(Runnable::run);
    }

    /** The work unit that ended with the creation of this node, if it is one's end. */
    private Optional<String> endedAt(String path) {
        List<String> parts = paths.parts(path);
        return parts.size() == 6 && parts.get(3).equals("done") ? Optional.of(parts.get(5)) : Optional.empty();
    }

    @Override
    public void close() {
        try {
            states.close();
        } catch (Exception e) {
            LOG.warn("still listening to the session", e);
        }
    }

    /** What one feed tells. */
    private final class Feed implements TreeFeed.Listener {

        @Override
        public void changed(String path, long zxid, boolean gone) {
            if (!gone) {
                endedAt(path)
                        .flatMap(id -> Optional.ofNullable(waiters.get(id)))
                        .ifPresent(known -> known.forEach(Runnable::run));
            }
        }

        @Override
        public void interrupted() {
            // Whoever waits goes on waiting: its deadline holds.
        }

        @Override
        public void resumed() {
            wakeAll();
        }

        @Override
        public void ended() {
            // The session begins anew by itself, and tells.
        }
    }
}
