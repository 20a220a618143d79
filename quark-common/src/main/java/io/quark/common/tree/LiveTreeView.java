package io.quark.common.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
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

    private static final long FIRST_RETRY_MILLIS = 40;
    private static final long MAX_RETRY_MILLIS = 4_000;

    private static final Logger log = LoggerFactory.getLogger(LiveTreeView.class);

    private final String name;
    private final FollowableSession session;
    private final List<String> roots;
    private final Predicate<String> followed;
    private final int maxBacklog;
    private final NodeTable table = new NodeTable();
    private final Backoff backoff = new Backoff(FIRST_RETRY_MILLIS, MAX_RETRY_MILLIS, new SplittableRandom());
    private final List<Consumer<Cut>> listeners = new ArrayList<>();
    private final List<CompletableFuture<Void>> untilLoaded = new ArrayList<>();
    private final Mailbox mailbox;
    private final AutoCloseable subscription;
    private Optional<FeedInbox> inbox = Optional.empty();
    private Optional<FollowRound> round = Optional.empty();
    private long retryAtNanos = System.nanoTime();
    private boolean everLoaded;
    private long cutZxid;
    private volatile boolean inSync;

    private LiveTreeView(
            String name, FollowableSession session, List<String> roots, Predicate<String> followed, int maxBacklog) {
        this.name = name;
        this.maxBacklog = maxBacklog;
        this.session = session;
        this.roots = List.copyOf(roots);
        this.followed = followed;
        this.mailbox = new Mailbox("view-" + name, new Turns());
        this.subscription = session.onState(state -> mailbox.execute(() -> {})); // a turn looks at the state
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
        view.mailbox.start();
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
        mailbox.execute(() -> {
            listeners.add(listener);
            if (everLoaded) {
                tell(listener, new Cut(cutZxid, table.everything()));
            }
        });
    }

    @Override
    public CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        mailbox.execute(() -> {
            if (mailbox.isClosed()) {
                passed.completeExceptionally(unavailable("it is closed"));
            } else if (inSync) {
                round.orElseThrow().catchUp(passed);
            } else if (everLoaded && round.isEmpty()) {
                passed.completeExceptionally(unavailable("the connection to ZooKeeper is lost"));
            } else {
                untilLoaded.add(passed);
            }
        });
        if (mailbox.isOver()) {
            passed.completeExceptionally(unavailable("it is closed"));
        }
        return passed;
    }

    @Override
    public void close() {
        mailbox.close();
    }

    // --- all below is for the view's thread

    private void beginRound() {
        FeedInbox open = inbox.filter(it -> !it.feed().isOver())
                .orElseGet(() -> new FeedInbox(session, mailbox, followed, maxBacklog, new InboxReader()));
        inbox = Optional.of(open);
        open.reopen();
        FollowRound begun = new FollowRound(open.feed(), roots, followed, mailbox, new RoundOutput());
        round = Optional.of(begun);
        begun.begin();
    }

    private boolean isConnected() {
        return session.state() == TreeSession.State.CONNECTED;
    }

    private void gapped(RuntimeException why) {
        if (!mailbox.isClosed()) {
            log.info("gap of the view {}: {}", name, why.getMessage());
        }
        inSync = false;
        round.ifPresent(FollowRound::end);
        round = Optional.empty();
        untilLoaded.forEach(it -> it.completeExceptionally(why));
        untilLoaded.clear();
        retryAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backoff.nextMillis());
    }

    private TreeUnavailableException unavailable(String why) {
        return new TreeUnavailableException("the view " + name + " cannot follow the tree: " + why);
    }

    private void tell(Consumer<Cut> listener, Cut cut) {
        try {
            listener.accept(cut);
        } catch (RuntimeException e) {
            log.error("a listener of the view {} failed on the cut at 0x{}", name, Long.toHexString(cut.zxid()), e);
        }
    }

    private final class Turns implements Mailbox.Owner {

        @Override
        public void turn() {
            if (round.isEmpty() && isConnected() && System.nanoTime() - retryAtNanos >= 0) {
                beginRound();
            }
            round.ifPresent(FollowRound::turn);
        }

        @Override
        public long idleMillis() {
            return round.isPresent() || !isConnected()
                    ? TimeUnit.MINUTES.toMillis(1)
                    : Math.max(0, TimeUnit.NANOSECONDS.toMillis(retryAtNanos - System.nanoTime()) + 1);
        }

        @Override
        public void failed(RuntimeException why) {
            gapped(why);
        }

        @Override
        public void ended() {
            gapped(unavailable("it is closed"));
            inbox.ifPresent(it -> it.unfollow(roots));
            try {
                subscription.close();
            } catch (Exception e) {
                log.warn("the view {} cannot end its subscription to the session", name, e);
            }
        }
    }

    private final class InboxReader implements FeedInbox.Reader {

        @Override
        public void changed(FeedInbox from, String path, long zxid, boolean gone) {
            if (isCurrent(from)) {
                round.ifPresent(it -> it.changed(path, zxid, gone));
            }
        }

        @Override
        public void lost(FeedInbox from, String why) {
            if (isCurrent(from) && round.isPresent()) {
                gapped(unavailable(why));
            }
        }

        /** The event thread of a session that is over may still have something to say. */
        private boolean isCurrent(FeedInbox from) {
            return inbox.filter(it -> it == from).isPresent();
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
            log.info("the view {} is in sync: {} nodes at 0x{}", name, nodes.size(), Long.toHexString(zxid));
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
            gapped(why);
        }
    }
}
