package io.quark.orc.loop;

import io.quark.common.fault.CrashPoints;
import io.quark.common.lead.Fence;
import io.quark.common.tree.Commit;
import io.quark.common.tree.TreeView;
import io.quark.orc.workflow.Decision.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactions in flight, and what their outcomes mean.
 *
 * <p>Committed: the work units in it are frozen until the view shows it. Refused or unknown: they are frozen until the view
 * has caught up with the tree, then decided anew from what is seen; nothing is ever sent twice. Transactions that give tasks to hosts
 * go one at a time: only then is the version expected of a host's {@code next_tasks} certain to stand for the very state
 * that the decision saw (were the first of two refused because of somebody else's placement, the second would find
 * its version right, and a host too full). Not thread safe: it belongs to the event thread.
 */
final class Commits {

    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);
    private static final int MOST_OTHERS = 3;
    /** A few marked work units wait for more to come, while a transaction is in flight anyway. */
    private static final int WORTH_ANOTHER = 8;

    private static final Duration LONG_UNSEEN = Duration.ofSeconds(5);

    private final LoopState state;
    private final FencedCommitter committer;
    private final TreeView view;
    private final CrashPoints crash;
    private final Replies replies;
    private final Consumer<Member> whenCommitted;

    private final Set<Flight> inFlight = new HashSet<>();
    private final Map<Flight, Unseen> unseen = new HashMap<>();
    private final List<Flight> unresolved = new ArrayList<>();
    private final Set<String> parentsInFlight = new HashSet<>();
    private boolean catchingUp = false;
    private long seenZxid = 0;

    /**
     * Committed, and not yet shown by the view.
     *
     * @param zxid 0: not known
     */
    private record Unseen(long zxid, long committedNanos) {}

    /**
     * Makes one without anything in flight.
     *
     * @param whenCommitted told each member of each committed transaction
     */
    Commits(
            LoopState state,
            FencedCommitter committer,
            TreeView view,
            CrashPoints crash,
            Replies replies,
            Consumer<Member> whenCommitted) {
        this.state = state;
        this.committer = committer;
        this.view = view;
        this.crash = crash;
        this.replies = replies;
        this.whenCommitted = whenCommitted;
    }

    boolean mayPlace() {
        return inFlight.stream().noneMatch(Flight::placing)
                && unresolved.stream().noneMatch(Flight::placing);
    }

    /** Whether another transaction without placements may go, when so many work units are marked. */
    boolean mayAnother(int marked) {
        long others = inFlight.stream().filter(flight -> !flight.placing()).count();
        return others == 0 || (others < MOST_OTHERS && marked >= WORTH_ANOTHER * others);
    }

    void send(Batch batch) {
        List<Fence> fences = batch.shards().stream().map(this::fence).toList();
        batch.parents().removeIf(parent -> state.shelf().exists(parent) || parentsInFlight.contains(parent));
        // A host that has vanished has no version: the one given here never fits.
        Batch.Sealed sealed =
                batch.seal(host -> state.cluster().nextTasksVersion(host).orElse(Integer.MAX_VALUE));
        Flight flight = new Flight(batch, fences, sealed.owners(), state.now(), System.nanoTime());
        parentsInFlight.addAll(flight.parents());
        inFlight.add(flight);
        state.metrics().inFlight(inFlight.size());
        crashPoints(flight, "before");
        replies.bring(
                committer.commit(fences, sealed.ops()),
                commit -> outcome(flight, commit),
                failure -> beyondBounds(flight, failure.toString()));
    }

    private Fence fence(int shard) {
        return state.shards()
                .fence(shard)
                .orElseThrow(() -> new IllegalStateException("shard " + shard + " is not led here"));
    }

    private void outcome(Flight flight, Commit commit) {
        inFlight.remove(flight);
        state.metrics().inFlight(inFlight.size());
        if (commit instanceof Commit.Committed committed) {
            committed(flight, committed.zxid());
        } else if (commit instanceof Commit.Refused refused) {
            refused(flight, refused);
        } else {
            state.metrics().unknown();
            LOG.info(
                    "the outcome of a transaction for {} work units is not known",
                    flight.members().size());
            unresolved.add(flight);
        }
        catchUp();
    }

    private void committed(Flight flight, long zxid) {
        crashPoints(flight, "after");
        state.metrics()
                .committed(
                        System.nanoTime() - flight.sentNanos(), flight.members().size());
        for (Member member : flight.members()) {
            member.act().proposal().ifPresent(proposal -> state.net().settled(proposal, zxid));
            state.metrics().done(member.act().step());
            state.troubles().over(member.id());
            whenCommitted.accept(member);
        }
        flight.hosts().forEach(state.cluster()::wrote);
        unseen.put(flight, new Unseen(zxid, System.nanoTime()));
        if (zxid != 0 && zxid <= seenZxid) {
            seen(flight);
        }
    }

    private void refused(Flight flight, Commit.Refused refused) {
        state.metrics().refused();
        String reason = refused.reason() + " at " + refused.op();
        LOG.debug(
                "a transaction for {} work units was refused: {}",
                flight.members().size(),
                reason);
        if (flight.isFence(refused.index())) {
            state.shards().deposed(flight.fence(refused.index()));
        } else {
            int culprit = flight.owner(refused.index());
            boolean raced = refused.reason() != Commit.Reason.OTHER;
            for (int i = 0; i < flight.members().size(); i++) {
                blame(flight, i, i == culprit, raced, reason);
            }
        }
        unresolved.add(flight);
    }

    private void blame(Flight flight, int member, boolean blamed, boolean raced, String reason) {
        int among = flight.members().size();
        state.troubles().refused(flight.members().get(member).id(), blamed, among, raced, reason);
    }

    private void beyondBounds(Flight flight, String reason) {
        inFlight.remove(flight);
        LOG.error(
                "a transaction for {} work units could not be sent: {}",
                flight.members().size(),
                reason);
        for (int i = 0; i < flight.members().size(); i++) {
            blame(flight, i, flight.members().size() == 1, false, reason);
        }
        unresolved.add(flight);
        catchUp();
    }

    /** The view has come so far. Called after the cut was taken in. */
    void cut(long zxid) {
        seenZxid = Math.max(seenZxid, zxid);
        List<Flight> now = new ArrayList<>();
        unseen.forEach((flight, committed) -> {
            if (committed.zxid() != 0 && committed.zxid() <= seenZxid) {
                now.add(flight);
            }
        });
        now.forEach(this::seen);
    }

    /** The view shows what was committed: what stood for it meanwhile goes. */
    private void seen(Flight flight) {
        Unseen committed = unseen.remove(flight);
        if (committed == null) {
            return;
        }
        state.metrics().viewLag(System.nanoTime() - committed.committedNanos());
        flight.hosts().forEach(state.cluster()::sawWrite);
        end(flight);
    }

    /** Nothing of it was done, or the view shows what was: all is decided anew. */
    private void resolve(Flight flight) {
        flight.members().forEach(member -> member.act().proposal().ifPresent(state.net()::abandon));
        end(flight);
    }

    private void end(Flight flight) {
        flight.reservations().forEach(state.cluster()::release);
        parentsInFlight.removeAll(flight.parents());
        for (Member member : flight.members()) {
            Duration pause = state.troubles().pause(member.id());
            Optional<Instant> notBefore =
                    pause.isZero() ? Optional.empty() : Optional.of(state.now().plus(pause));
            state.agenda().thaw(member.id(), member.target(), notBefore);
        }
    }

    /** Asks the view to catch up, if anything waits for that. Called after outcomes and now and then. */
    void catchUp() {
        List<Flight> waiting = new ArrayList<>(unresolved);
        unseen.forEach((flight, committed) -> {
            if (committed.zxid() == 0 || flight.sentAt().plus(LONG_UNSEEN).isBefore(state.now())) {
                waiting.add(flight);
            }
        });
        if (waiting.isEmpty() || catchingUp || !view.inSync()) {
            return;
        }
        catchingUp = true;
        long mark = state.net().mark();
        replies.bring(
                view.caughtUp(),
                done -> {
                    catchingUp = false;
                    // A plan settled without a zxid ends when its nodes are seen, which may have gone again unseen.
                    state.net().caughtUp(mark);
                    waiting.forEach(this::caughtUp);
                    catchUp();
                },
                failure -> catchingUp = false); // tried again at the next tick
    }

    private void caughtUp(Flight flight) {
        if (unresolved.remove(flight)) {
            resolve(flight);
        } else {
            seen(flight);
        }
    }

    /** Whether none is on its way, and the view shows all that were. */
    boolean idle() {
        return inFlight.isEmpty() && unseen.isEmpty() && unresolved.isEmpty();
    }

    /** Whether the outcome of a transaction for this shard is still open. */
    boolean busyWith(int shard) {
        return Stream.concat(inFlight.stream(), unresolved.stream())
                .flatMap(flight -> flight.members().stream())
                .anyMatch(member -> member.shard() == shard);
    }

    private void crashPoints(Flight flight, String when) {
        Set<Step> steps = EnumSet.noneOf(Step.class);
        flight.members().forEach(member -> steps.add(member.act().step()));
        steps.forEach(step -> crash.reached("orc." + step.name().toLowerCase(Locale.ROOT) + "." + when));
    }
}
