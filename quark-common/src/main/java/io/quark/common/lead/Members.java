package io.quark.common.lead;

import io.quark.common.model.Alive;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeSession.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this process registered among the live orcs: the ephemeral node {@code orc/members/<process>}.
 *
 * <p>Guarantee: while the session lives and until it is closed, the node is there within two looks of a second; after the loss of a
 * session it is made anew in the next one. A node that another living process holds by the same name is never touched: {@link #fault}
 * tells of it until it is gone. Thread safe; works on the timer's thread.
 */
public final class Members implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Members.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final long CLOSE_LIMIT_MILLIS = 1_000;

    private final TreeSession session;
    private final String path;
    private final Alive alive;
    private final ScheduledExecutorService timer;
    private final Runnable unsubscribe;
    private final ScheduledFuture<?> looking;
    private volatile Optional<String> fault = Optional.of("not registered yet");
    private volatile boolean closed;
    private boolean underway; // of the timer's thread only

    /**
     * Registers the process and begins to look after it.
     *
     * @param timer its thread is only used for a moment at a time; it is not closed here
     */
    public Members(TreeSession session, Paths paths, String process, Alive alive, ScheduledExecutorService timer) {
        this.session = session;
        this.path = paths.orcMember(process);
        this.alive = alive;
        this.timer = timer;
        this.unsubscribe = Subscription.to(session, state -> Post.safely(timer, () -> stateChanged(state)));
        this.looking = timer.scheduleWithFixedDelay(() -> Post.run(this::look), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Says why the process is not registered, for a ready check: empty where it is. */
    public Optional<String> fault() {
        return fault;
    }

    /** Takes the process out of the list, so that the others take its shards, and waits a bounded time for it. */
    @Override
    public void close() {
        closed = true;
        looking.cancel(false);
        unsubscribe.run();
        if (fault.isEmpty()) {
            CompletableFuture<Commit> gone = session.commit(Transaction.of(Op.delete(path, Op.ANY_VERSION)));
            gone.completeOnTimeout(new Commit.Unknown(), CLOSE_LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                    .join(); // where it is unknown, the membership ends with the session
        }
    }

    private void stateChanged(State state) {
        if (state == State.LOST) {
            fault = Optional.of("the ZooKeeper session is over");
        }
        look();
    }

    private void look() {
        if (underway || closed || session.state() != State.CONNECTED) {
            return;
        }
        underway = true;
        CompletableFuture<Optional<String>> settled = CompletableFuture.completedFuture(List.of(path))
                .thenCompose(session::read)
                .thenCompose(nodes -> settle(nodes.get(0)))
                .orTimeout(10 * LOOK_MILLIS, TimeUnit.MILLISECONDS);
        Post.answer(timer, settled, failed -> Optional.of("cannot register: " + failed.getMessage()), found -> {
            underway = false;
            note(found);
        });
    }

    /** Sees to it that the node is ours; completes with what is in the way. */
    private CompletableFuture<Optional<String>> settle(Optional<Node> found) {
        Op.Create create = (Op.Create) Op.createEphemeral(path, alive);
        if (found.isEmpty()) {
            return commit(Transaction.of(create));
        }
        Node node = found.get();
        if (node.ephemeralOwner() == session.sessionId()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Alive other = node.as(Alive.class);
        if (other.bootId().equals(alive.bootId())) {
            // Left by our own last session, which the server has not ended yet.
            return commit(Transaction.of(Op.delete(path, node.version()), create));
        }
        return CompletableFuture.completedFuture(Optional.of("another process (pid " + other.pid() + ", since "
                + other.since() + ") is registered by this name; waiting until its session ends"));
    }

    private CompletableFuture<Optional<String>> commit(Transaction transaction) {
        return session.commit(transaction)
                .thenApply(outcome -> outcome instanceof Commit.Committed
                        ? Optional.empty()
                        : Optional.of("registering was answered by " + outcome));
    }

    private void note(Optional<String> now) {
        if (!now.equals(fault)) {
            fault = now;
            now.ifPresentOrElse(why -> log.warn("not a member: {}", why), () -> log.info("registered as {}", path));
        }
    }
}
