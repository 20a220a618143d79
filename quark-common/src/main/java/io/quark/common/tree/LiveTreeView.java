package io.quark.common.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The view of a live tree: one persistent recursive watch for each root, and a thread of its own on which everything
 * happens in the order of the {@link TreeFeed}.
 *
 * <p>Roots need not exist yet. A gap (connection or session lost, more changes than can be kept) ends the present
 * {@link FollowRound}; once connected the next one loads the tree anew, and what differs is told as one cut. While the
 * connection flaps, rounds are begun ever more rarely, at least every few seconds.
 */
public final class LiveTreeView implements TreeView {

    /** Messages waiting for the view's thread before it rather loads anew. */
    private static final int MAX_BACKLOG = 1_000_000;

    /** Messages between two looks at whether there is a cut. */
    private static final int MAX_BATCH = 256;

    private static final long FIRST_RETRY_MILLIS = 40;
    private static final long MAX_RETRY_MILLIS = 4_000;

    private static final Logger log = LoggerFactory.getLogger(LiveTreeView.class);

    private final String name;
    private final FollowableSession session;
    private final List<String> roots;
    private final Predicate<String> followed;
    private final int maxBacklog;
    private final BlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
    private final NodeTable table = new NodeTable();
    private final Backoff backoff = new Backoff(FIRST_RETRY_MILLIS, MAX_RETRY_MILLIS, new SplittableRandom());
    private final List<Consumer<Cut>> listeners = new ArrayList<>();
    private final List<CompletableFuture<Void>> untilLoaded = new ArrayList<>();
    private final Thread thread;
    private Optional<Following> feed = Optional.empty();
    private Optional<FollowRound> round = Optional.empty();
    private long retryAtNanos;
    private boolean everLoaded;
    private long cutZxid;
    private volatile boolean inSync;
    private volatile boolean closed;

    private LiveTreeView(
            String name, FollowableSession session, List<String> roots, Predicate<String> followed, int maxBacklog) {
        this.name = name;
        this.maxBacklog = maxBacklog;
        this.session = session;
        this.roots = List.copyOf(roots);
        this.followed = followed;
        this.thread = new Thread(this::run, "view-" + name);
        thread.setDaemon(true);
    }

    /** Follows everything below these roots. */
    public static LiveTreeView open(String name, FollowableSession session, List<String> roots) {
        return open(name, session, roots, path -> true);
    }

    /**
     * Follows what is below these roots, none of which may lie below another.
     *
     * @param name in logs and of its thread
     * @param followed whether a path is of interest; one that refuses a path must refuse all below it
     */
    public static LiveTreeView open(
            String name, FollowableSession session, List<String> roots, Predicate<String> followed) {
        return open(name, session, roots, followed, MAX_BACKLOG);
    }

    static LiveTreeView open(
            String name, FollowableSession session, List<String> roots, Predicate<String> followed, int maxBacklog) {
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("a view has a root at least");
        }
        LiveTreeView view = new LiveTreeView(name, session, roots, followed, maxBacklog);
        view.retryAtNanos = System.nanoTime();
        view.thread.start();
        return view;
    }

    @Override
    public Optional<Node> get(String path) {
        return table.get(path);
    }

    @Override
    public Set<String> children(String path) {
        return table.children(path);
    }

    @Override
    public boolean inSync() {
        return inSync;
    }

    @Override
    public void listen(Consumer<Cut> listener) {
        messages.add(() -> {
            listeners.add(listener);
            if (everLoaded) {
                tell(listener, new Cut(cutZxid, table.everything()));
            }
        });
    }

    @Override
    public CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        messages.add(() -> {
            if (closed) {
                passed.completeExceptionally(new TreeUnavailableException("the view " + name + " is closed"));
            } else if (inSync) {
                round.orElseThrow().catchUp(passed);
            } else if (everLoaded && round.isEmpty()) {
                passed.completeExceptionally(gap());
            } else {
                untilLoaded.add(passed);
            }
        });
        if (closed && !thread.isAlive()) {
            passed.completeExceptionally(new TreeUnavailableException("the view " + name + " is closed"));
        }
        return passed;
    }

    @Override
    public void close() {
        closed = true;
        messages.add(() -> {});
        try {
            if (Thread.currentThread() != thread) {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // --- all below is for the view's thread

    private void run() {
        AutoCloseable subscription = session.onState(state -> messages.add(() -> {})); // wakes the thread
        List<Runnable> batch = new ArrayList<>();
        while (!closed) {
            try {
                Runnable first = messages.poll(untilRetryMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    messages.drainTo(batch, MAX_BATCH);
                }
            } catch (InterruptedException e) {
                log.warn("the view {} was interrupted and ends", name);
                closed = true;
            }
            batch.forEach(this::step);
            batch.clear();
            step(this::turn);
        }
        gapped(gap());
        feed.ifPresent(it -> it.unfollow(roots));
        try {
            subscription.close();
        } catch (Exception e) {
            log.warn("cannot end the subscription of the view {}", name, e);
        }
        for (Runnable late = messages.poll(); late != null; late = messages.poll()) {
            late.run();
        }
    }

    private void step(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.error("the view {} failed and loads anew", name, e);
            gapped(e);
        }
    }

    private void turn() {
        if (round.isEmpty() && isConnected() && System.nanoTime() - retryAtNanos >= 0) {
            beginRound();
        }
        round.ifPresent(FollowRound::turn);
    }

    private boolean isConnected() {
        return session.state() == TreeSession.State.CONNECTED;
    }

    private long untilRetryMillis() {
        return round.isPresent() || !isConnected()
                ? TimeUnit.MINUTES.toMillis(1)
                : Math.max(0, TimeUnit.NANOSECONDS.toMillis(retryAtNanos - System.nanoTime()) + 1);
    }

    private void beginRound() {
        Following following = feed.filter(it -> !it.feed.isOver()).orElseGet(() -> new Following(session));
        feed = Optional.of(following);
        following.overflowed = false;
        FollowRound begun = new FollowRound(following.feed, roots, followed, messages::add, new RoundOutput());
        round = Optional.of(begun);
        begun.begin();
    }

    private void gapped(RuntimeException why) {
        inSync = false;
        round.ifPresent(FollowRound::end);
        round = Optional.empty();
        untilLoaded.forEach(it -> it.completeExceptionally(why));
        untilLoaded.clear();
        long waitMillis = backoff.nextMillis();
        retryAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    }

    private TreeUnavailableException gap() {
        return new TreeUnavailableException("the view " + name + " lost its connection to ZooKeeper");
    }

    private void tell(Consumer<Cut> listener, Cut cut) {
        try {
            listener.accept(cut);
        } catch (RuntimeException e) {
            log.error("a listener of the view {} failed on the cut at 0x{}", name, Long.toHexString(cut.zxid()), e);
        }
    }

    private final class RoundOutput implements FollowRound.Output {

        @Override
        public void all(long zxid, List<Node> nodes) {
            tellAll(zxid, table.replace(nodes));
            everLoaded = true;
            inSync = true;
            backoff.succeeded();
            FollowRound current = round.orElseThrow();
            untilLoaded.forEach(current::catchUp);
            untilLoaded.clear();
            log.debug("the view {} is in sync: {} nodes at 0x{}", name, nodes.size(), Long.toHexString(zxid));
        }

        @Override
        public void cut(long zxid, Map<String, Optional<Node>> states) {
            tellAll(zxid, table.apply(states));
        }

        private void tellAll(long zxid, List<Change> changes) {
            cutZxid = Math.max(cutZxid, zxid);
            Cut cut = new Cut(cutZxid, changes);
            listeners.forEach(listener -> tell(listener, cut));
        }

        @Override
        public void broken(RuntimeException why) {
            log.info("the view {} has a gap: {}", name, why.getMessage());
            gapped(why);
        }
    }

    /** The feed of one session; it tells on the event thread. */
    private final class Following implements TreeFeed.Listener {

        private final TreeFeed feed;
        private volatile boolean overflowed;

        Following(FollowableSession session) {
            feed = session.follow(this);
        }

        void unfollow(List<String> paths) {
            paths.forEach(feed::unwatch);
        }

        @Override
        public void changed(String path, long zxid, boolean gone) {
            if (overflowed || closed || !followed.test(path)) {
                return;
            }
            if (messages.size() >= maxBacklog) {
                overflowed = true;
                messages.add(() -> lose("more than " + maxBacklog + " changes wait"));
                return;
            }
            messages.add(() -> round.ifPresent(it -> it.changed(path, zxid, gone)));
        }

        @Override
        public void interrupted() {
            messages.add(() -> lose("the connection is lost"));
        }

        @Override
        public void resumed() {
            // The next round is due by itself; begun at once it would make a flapping connection worse.
        }

        @Override
        public void ended() {
            messages.add(() -> {
                if (LiveTreeView.this.feed.filter(it -> it == this).isPresent()) {
                    LiveTreeView.this.feed = Optional.empty();
                    lose("the session is over");
                }
            });
        }

        private void lose(String why) {
            if (round.isPresent()) {
                log.info("the view {} has a gap: {}", name, why);
                gapped(new TreeUnavailableException("the view " + name + " has a gap: " + why));
            }
        }
    }
}
