package io.quark.compute.follow;

import io.quark.common.tree.FollowableSession;
import io.quark.common.tree.TreeFeed;
import io.quark.common.tree.TreeSession.State;
import io.quark.compute.step.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what the computes of this process want to see of the tree beside their own directories: each root once, however many of them
 * want it, and a while longer than somebody wants it. Lives on the loop.
 *
 * <p>A gap (connection or session lost) leaves what was seen, and lets everything be watched and read again; a read that fails is repeated.
 */
public final class Following implements AutoCloseable {

    /** Machines come and go; what one needed the next one often needs, too. */
    public static final Duration LINGER = Duration.ofSeconds(30);

    private static final Duration AGAIN = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    private final FollowableSession session;
    private final Loop loop;
    private final Duration linger;
    private final Map<String, Followed> roots = new HashMap<>();
    private final AutoCloseable subscription;
    private Optional<TreeFeed> feed = Optional.empty();
    private boolean againSoon;
    private boolean closed;

    /**
     * Follows nothing yet.
     *
     * @param linger how long a root is followed that nobody wants any more
     */
    public Following(FollowableSession session, Loop loop, Duration linger) {
        this.linger = linger;
        this.session = session;
        this.loop = loop;
        this.subscription = session.onState(state -> {
            if (state == State.CONNECTED) {
                loop.execute(this::beginAgain);
            }
        });
    }

    /**
     * The interest of one compute, in nothing yet.
     *
     * @param look run on the loop when something that is wanted has changed, or is seen for the first time
     */
    public Interest interest(Runnable look) {
        return new Interest(this, look);
    }

    /** How many roots are followed. */
    public int size() {
        return roots.size();
    }

    @Override
    public void close() {
        closed = true;
        try {
            subscription.close();
        } catch (Exception e) {
            LOG.debug("the session is still listened to: {}", e.toString());
        }
    }

    Loop loop() {
        return loop;
    }

    Optional<Followed> get(Root root) {
        return Optional.ofNullable(roots.get(root.path()));
    }

    void add(Root root, Interest interest) {
        Followed followed = roots.get(root.path());
        if (followed == null) {
            followed = new Followed(root, session, loop, new Told());
            roots.put(root.path(), followed);
            begin(followed);
        }
        followed.interested().add(interest);
        if (followed.isLoaded()) {
            interest.tell(root);
        }
    }

    void remove(Root root, Interest interest) {
        Followed followed = roots.get(root.path());
        if (followed == null) {
            return;
        }
        followed.interested().remove(interest);
        if (followed.interested().isEmpty()) {
            loop.after(linger, () -> end(followed));
        }
    }

    /** It may have been wanted again meanwhile; wanted and dropped once more it only goes a little early. */
    private void end(Followed followed) {
        if (followed.interested().isEmpty() && roots.remove(followed.root().path(), followed)) {
            followed.gapped();
            feed.ifPresent(open -> open.abandon(followed.root().path()));
        }
    }

    private void begin(Followed followed) {
        if (closed || session.state() != State.CONNECTED) {
            return; // once it is connected again
        }
        TreeFeed open = feed.filter(it -> !it.isOver()).orElseGet(() -> session.follow(new Events()));
        feed = Optional.of(open);
        followed.begin(open);
    }

    private void beginAgain() {
        List.copyOf(roots.values()).stream()
                .filter(followed -> !followed.isCurrent())
                .forEach(this::begin);
    }

    private void gapped() {
        roots.values().forEach(Followed::gapped);
    }

    private final class Told implements Followed.Output {

        @Override
        public void changed(Followed followed) {
            followed.interested().forEach(interest -> interest.tell(followed.root()));
        }

        @Override
        public void failed(Followed followed) {
            followed.gapped();
            if (!againSoon) {
                againSoon = true;
                loop.after(AGAIN, () -> {
                    againSoon = false;
                    beginAgain();
                });
            }
        }
    }

    /** Told on ZooKeeper's thread. */
    private final class Events implements TreeFeed.Listener {

        @Override
        public void changed(String path, long zxid, boolean gone) {
            loop.execute(() -> concerned(path).ifPresent(followed -> followed.told(path)));
        }

        @Override
        public void interrupted() {
            loop.execute(Following.this::gapped);
        }

        @Override
        public void resumed() {
            loop.execute(Following.this::beginAgain);
        }

        @Override
        public void ended() {
            loop.execute(() -> {
                gapped();
                beginAgain();
            });
        }

        /** The root itself, or that in whose bucket it lies. */
        private Optional<Followed> concerned(String path) {
            Followed itself = roots.get(path);
            if (itself != null) {
                return Optional.of(itself);
            }
            int bucket = path.lastIndexOf('/', path.lastIndexOf('/') - 1);
            return bucket <= 0 ? Optional.empty() : Optional.ofNullable(roots.get(path.substring(0, bucket)));
        }
    }
}
