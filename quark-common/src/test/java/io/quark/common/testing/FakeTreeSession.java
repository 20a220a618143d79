package io.quark.common.testing;

import io.quark.common.testing.FakeTree.Event;
import io.quark.common.tree.Commit;
import io.quark.common.tree.FollowableSession;
import io.quark.common.tree.Node;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeFeed;
import io.quark.common.tree.TreeUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A session with a {@link FakeTree}. It answers at once, on the caller's thread; unless it is {@link #hold held}: then
 * the test says when the server takes the next request and when the client hears the next message, and so plays every
 * order that a network can bring about.
 *
 * <p>The fate of commits to come can be scripted: {@link #nextCommits}.
 */
public final class FakeTreeSession implements FollowableSession {

    /** What is to happen to a commit. */
    public enum Fate {
        NORMAL,
        /** It is done, and the answer is lost. */
        UNKNOWN_BUT_DONE,
        /** It never reached the server. */
        UNKNOWN_AND_NOT_DONE
    }

    private final FakeTree tree;
    private final List<Consumer<State>> listeners = new CopyOnWriteArrayList<>();
    private final List<FakeFeed> feeds = new CopyOnWriteArrayList<>();
    private final List<Transaction> committed = new ArrayList<>();
    private final Deque<Fate> fates = new ArrayDeque<>();
    private final Deque<Runnable> requests = new ArrayDeque<>();
    private final Deque<Runnable> messages = new ArrayDeque<>();
    private boolean held;
    private State state = State.CONNECTED;
    private long id;

    FakeTreeSession(FakeTree tree) {
        this.tree = tree;
        this.id = tree.nextSessionId();
    }

    // --- what a test does to it

    /** The fates of the next commits, in their order; those after them are normal. */
    public synchronized void nextCommits(Fate... next) {
        fates.addAll(List.of(next));
    }

    /** Every transaction that was sent, whatever became of it. */
    public synchronized List<Transaction> committed() {
        return List.copyOf(committed);
    }

    /** From now on nothing is answered or told by itself. */
    public synchronized void hold() {
        held = true;
    }

    /** Lets the server take the next request, if one is on its way; its answer follows what was told before. */
    public boolean serveOne() {
        return runFirst(requests);
    }

    /** Lets the client hear the next event or answer, if one is on its way. */
    public boolean deliverOne() {
        return runFirst(messages);
    }

    /** Ends {@link #hold}: everything on its way arrives. */
    public void release() {
        boolean more = true;
        while (more) {
            more = deliverOne() || serveOne();
        }
        synchronized (this) {
            held = false;
        }
    }

    /** The connection is lost: requests and messages on their way with it. */
    public void suspend() {
        lose(State.SUSPENDED);
        feeds.forEach(FakeFeed::interrupted);
    }

    /** Connected again, with the same session. */
    public void resume() {
        become(State.CONNECTED);
        feeds.forEach(FakeFeed::resumed);
    }

    /** The session ends, its ephemeral nodes go, and a new one begins. */
    public void expire() {
        lose(State.LOST);
        feeds.forEach(FakeFeed::ended);
        feeds.clear();
        tree.endSession(sessionId());
        synchronized (this) {
            id = tree.nextSessionId();
        }
        become(State.CONNECTED);
    }

    // --- what a session does

    @Override
    public CompletableFuture<Commit> commit(Transaction transaction) {
        if (transaction.isEmpty() || !transaction.withinBounds()) {
            throw new IllegalArgumentException("empty or beyond its bounds: " + transaction);
        }
        CompletableFuture<Commit> outcome = new CompletableFuture<>();
        Fate fate;
        long session;
        synchronized (this) {
            committed.add(transaction);
            session = id;
            fate = state == State.CONNECTED
                    ? Optional.ofNullable(fates.pollFirst()).orElse(Fate.NORMAL)
                    : Fate.UNKNOWN_AND_NOT_DONE;
        }
        request(
                () -> {
                    Commit done =
                            fate == Fate.UNKNOWN_AND_NOT_DONE ? new Commit.Unknown() : tree.apply(transaction, session);
                    return fate == Fate.NORMAL ? done : new Commit.Unknown();
                },
                outcome::complete,
                lost -> outcome.complete(new Commit.Unknown()));
        return outcome;
    }

    @Override
    public CompletableFuture<List<Optional<Node>>> read(List<String> paths) {
        CompletableFuture<List<Optional<Node>>> answer = new CompletableFuture<>();
        request(() -> tree.read(paths), answer::complete, answer::completeExceptionally);
        return answer;
    }

    @Override
    public CompletableFuture<List<Optional<List<String>>>> list(List<String> paths) {
        CompletableFuture<List<Optional<List<String>>>> answer = new CompletableFuture<>();
        request(() -> tree.list(paths), answer::complete, answer::completeExceptionally);
        return answer;
    }

    @Override
    public CompletableFuture<Void> sync() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        request(() -> true, answer::complete, answer::completeExceptionally);
        return answer.thenAccept(done -> {});
    }

    @Override
    public TreeFeed follow(TreeFeed.Listener listener) {
        FakeFeed feed = new FakeFeed(this, tree, listener);
        feeds.add(feed);
        return feed;
    }

    @Override
    public synchronized long sessionId() {
        return id;
    }

    @Override
    public synchronized State state() {
        return state;
    }

    @Override
    public AutoCloseable onState(Consumer<State> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        lose(State.LOST);
        feeds.forEach(FakeFeed::ended);
        feeds.clear();
        tree.endSession(sessionId());
    }

    // --- the wire

    /** The tree tells what a transaction did; every feed hears of what it watches. */
    void told(List<Event> events, long zxid) {
        events.forEach(event -> feeds.forEach(feed -> {
            if (feed.watches(event.path())) {
                message(() -> feed.changed(event, zxid));
            }
        }));
    }

    /** A request whose answer may come to the caller a little later than it was made. */
    private <T> void request(Supplier<T> server, Consumer<T> got, Consumer<TreeUnavailableException> failed) {
        if (isHeld()) {
            ordered(server, got, failed);
        } else if (state() == State.CONNECTED) {
            got.accept(server.get());
        } else {
            failed.accept(unavailable());
        }
    }

    /** A request whose answer has its place among the events: the tree stands still until it is on its way. */
    <T> void ordered(Supplier<T> server, Consumer<T> got, Consumer<TreeUnavailableException> failed) {
        Runnable atServer = () -> {
            synchronized (tree) {
                if (state() == State.CONNECTED) {
                    T answer = server.get();
                    message(() -> got.accept(answer));
                    return;
                }
            }
            failed.accept(unavailable());
        };
        if (isHeld() && state() == State.CONNECTED) {
            synchronized (this) {
                requests.addLast(atServer);
            }
        } else {
            atServer.run();
        }
    }

    private synchronized boolean isHeld() {
        return held;
    }

    private void message(Runnable message) {
        synchronized (this) {
            if (held) {
                messages.addLast(message);
                return;
            }
        }
        message.run();
    }

    private boolean runFirst(Deque<Runnable> queue) {
        Optional<Runnable> first;
        synchronized (this) {
            first = Optional.ofNullable(queue.pollFirst());
        }
        first.ifPresent(Runnable::run);
        return first.isPresent();
    }

    private void lose(State to) {
        List<Runnable> unanswered;
        synchronized (this) {
            state = to;
            unanswered = List.copyOf(requests);
            requests.clear();
        }
        // What the server had sent already still arrives; what it had not taken is lost.
        while (deliverOne()) {}
        unanswered.forEach(Runnable::run);
        listeners.forEach(listener -> listener.accept(to));
    }

    private void become(State to) {
        synchronized (this) {
            state = to;
        }
        listeners.forEach(listener -> listener.accept(to));
    }

    private static TreeUnavailableException unavailable() {
        return new TreeUnavailableException("the fake connection is lost");
    }
}
