package io.quark.common.lead;

import io.quark.common.lead.Judge.Surroundings;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeSession.State;
import io.quark.common.tree.TreeView;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads shards on behalf of one process.
 *
 * <p>Guarantee: at most one process at a time can commit for a shard, however long any of them was paused. A shard is taken by one
 * transaction that creates its ephemeral {@code leader} and sets its {@code epoch} at the expected version; the resulting version is the {@link Fence}
 * that every transaction of the leader checks. Who was deposed can write nothing, whether it knows or not. So what is told
 * to the {@link ShardListener} serves order and speed; safety rests on the fence alone.
 *
 * <p>Liveness: each live member takes the shards that {@link ShardSpread} gives it, when they have no leader; where that member
 * does not, any other does after {@link LeadershipTimes#takeAnyway}. A leader hands a shard over when it should be another's. On a lost
 * connection the listener is paused; what is led is kept until the session is over, or until it is seen on return that somebody else leads.
 *
 * <p>Level-triggered: changes of the view and of the session, answers to transactions and a timer all lead to the same look at
 * everything. Thread safe; all work is done on the timer's one thread, and the listener is called through an executor.
 */
public final class ShardLeadership implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ShardLeadership.class);

    private final TreeSession session;
    private final TreeView view;
    private final Paths paths;
    private final LeadershipTimes times;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Judge judge;
    private final Spokesman spokesman;
    private final List<Shard> shards = new ArrayList<>();
    private final AtomicBoolean lookPending = new AtomicBoolean();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private volatile Runnable unsubscribe = () -> {};
    private volatile Optional<ScheduledFuture<?>> looking = Optional.empty();
    private volatile boolean closed;

    // Of the timer's thread only.
    private boolean checked;
    private boolean checking;
    private boolean leaving;

    /**
     * What leadership lives on.
     *
     * @param view shows at least {@code orc/members} and {@code orc/shards}; best is the view that decisions are made on,
     *     because a gained shard is told only once this view has caught up
     * @param timer has one thread, which this class shares; it is not closed here
     */
    public record Ground(
            TreeSession session, TreeView view, Paths paths, ScheduledExecutorService timer, Clock clock) {}

    /**
     * Makes it; it does nothing before {@link #start}.
     *
     * @param process by what name it is registered in {@code orc/members}
     * @param events the orc's event thread, on which the listener is called
     */
    public ShardLeadership(
            String process, Ground ground, LeadershipTimes times, ShardListener listener, Executor events) {
        this.session = ground.session();
        this.view = ground.view();
        this.paths = ground.paths();
        this.timer = ground.timer();
        this.clock = ground.clock();
        this.times = times;
        this.judge = new Judge(process, times);
        this.spokesman = new Spokesman(listener, events);
        for (int shard = 0; shard < paths.shards(); shard++) {
            shards.add(new Shard(shard, process, ground, times, spokesman, this::look));
        }
    }

    /** Begins to look, and to take what is due. */
    public void start() {
        unsubscribe = Subscription.to(session, state -> onTimer(() -> stateChanged(state)));
        view.listen(this::changed);
        looking = Optional.of(timer.scheduleWithFixedDelay(
                () -> Post.run(this::look), 0, times.look().toMillis(), TimeUnit.MILLISECONDS));
    }

    /** What is led now, by shard. A shard that is being handed over is in it until it is lost. Current to the moment, not for decisions. */
    public Map<Integer, Fence> led() {
        return spokesman.led();
    }

    /**
     * A transaction was refused at the check of this fence: steps down at once. Safe for a fence that has ended already.
     */
    public void deposed(Fence fence) {
        onTimer(() -> shards.get(fence.shard()).deposed(fence));
    }

    /** Says what is wrong, for a ready check: empty while every shard is led by somebody. */
    public Optional<String> fault() {
        Set<String> leaderless = shards.stream()
                .filter(shard -> view.get(paths.leader(shard.number())).isEmpty())
                .map(shard -> Paths.shardName(shard.number()))
                .collect(Collectors.toSet());
        return leaderless.isEmpty()
                ? Optional.empty()
                : Optional.of("no leader for the shards "
                        + leaderless.stream().sorted().collect(Collectors.joining(", ")));
    }

    /** Hands everything over and takes nothing any more. Completes when nothing is led. */
    public CompletableFuture<Void> leave() {
        onTimer(() -> {
            leaving = true;
            look();
        });
        return left;
    }

    /** Leaves, and waits for that a bounded time: the time to finish and a second. */
    @Override
    public void close() {
        try {
            leave().get(times.finish().plus(Duration.ofSeconds(1)).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("not all shards could be handed over; they are free when the session ends: {}", led().keySet());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("leaving never completes with an exception", e);
        }
        closed = true;
        looking.ifPresent(task -> task.cancel(false));
        unsubscribe.run();
    }

    private void changed(TreeView.Cut cut) {
        boolean ours = cut.changes().stream()
                .map(TreeView.Change::path)
                .anyMatch(path -> path.startsWith(paths.orcMembers())
                        || (path.startsWith(paths.orcShards())
                                && (path.endsWith("/leader") || path.endsWith("/epoch"))));
        if (ours && lookPending.compareAndSet(false, true)) {
            onTimer(this::look);
        }
    }

    private void stateChanged(State state) {
        if (state != State.CONNECTED) {
            checked = false;
            spokesman.paused();
        }
        look();
    }

    private void look() {
        lookPending.set(false);
        if (closed) {
            return;
        }
        State state = session.state();
        if (state == State.CONNECTED && !checked) {
            check();
        }
        Set<String> members = view.children(paths.orcMembers());
        Surroundings around = new Surroundings(
                // After LOST nothing that was led is led any more, though the id is still the old one for a moment.
                state == State.LOST ? 0 : session.sessionId(),
                checked && view.inSync(),
                leaving,
                members,
                ShardSpread.over(paths.shards(), members),
                clock.instant());
        shards.forEach(shard -> shard.look(judge, around));
        if (checked) {
            spokesman.resumed();
        }
        if (leaving && shards.stream().noneMatch(Shard::busy)) {
            left.complete(null);
        }
    }

    /** After a (re)connection nothing is decided before the view shows what happened meanwhile. */
    private void check() {
        if (checking) {
            return;
        }
        checking = true;
        long sessionId = session.sessionId();
        Post.outcome(timer, view.caughtUp(), caughtUp -> {
            checking = false;
            checked = caughtUp && session.state() == State.CONNECTED && session.sessionId() == sessionId;
            if (checked) {
                look();
            } // else the timer leads to the next check
        });
    }

    private void onTimer(Runnable work) {
        Post.safely(timer, work);
    }
}
