package io.quark.orc.loop;

import io.quark.orc.workflow.Afterwards;
import io.quark.orc.workflow.Decision;
import io.quark.orc.workflow.OpenWork;
import io.quark.orc.workflow.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the work units on the agenda, has each decided, and collects the decisions into transactions. Not thread safe: it
 * belongs to the event thread.
 */
final class Decider {

    /** So many work units of a shard are driven at once; more wait in {@code next_tasks}. */
    static final int MOST_ACTIVE = 4_000;

    private static final Logger LOG = LoggerFactory.getLogger(Decider.class);
    /** In one round, so that messages are not kept waiting. */
    private static final int MOST_LOOKS = 1_000;

    /** At first; {@link Troubles#pause} is added when it fails again and again. */
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    private final LoopState state;
    private final LoopWorld world;
    private final Commits commits;
    private final Workflows workflows;
    private final Afterwards afterwards;
    private final Map<Integer, Set<String>> crowded = new HashMap<>();
    private final Set<String> swept = new HashSet<>();
    private Batch placements;
    private Batch others;

    Decider(LoopState state, LoopWorld world, Commits commits, Workflows workflows, Afterwards afterwards) {
        this.state = state;
        this.world = world;
        this.commits = commits;
        this.workflows = workflows;
        this.afterwards = afterwards;
        this.placements = new Batch(state.paths());
        this.others = new Batch(state.paths());
    }

    /**
     * Decides what is marked, as far as transactions may be sent now.
     *
     * @param now the server's time
     * @return whether there is more that could be decided at once
     */
    boolean round(Instant now) {
        boolean mayPlace = commits.mayPlace();
        if (mayPlace) {
            admitCrowd();
            state.agenda().giveTurns(Batch.MAX_MEMBERS);
        }
        boolean mayAnother = commits.mayAnother(state.agenda().marked());
        world.now(now);
        world.stripe(state.crew().stripe());
        world.placing(mayPlace);
        for (int looks = 0; looks < MOST_LOOKS && mayAnother; looks++) {
            Optional<String> id = state.agenda().poll();
            if (id.isEmpty()) {
                break;
            }
            mayAnother = look(id.get(), now);
        }
        placements = sent(placements);
        others = sent(others);
        return mayAnother
                && commits.mayAnother(state.agenda().marked())
                && state.agenda().marked() > 0;
    }

    private Batch sent(Batch batch) {
        if (batch.isEmpty()) {
            return batch;
        }
        commits.send(batch);
        return new Batch(state.paths());
    }

    /** Decides one; tells whether others may follow in this round. */
    private boolean look(String id, Instant now) {
        int shard = state.paths().shardOf(id);
        if (!state.shards().working(shard)) {
            return true;
        }
        Optional<OpenWork> open = state.board().open(id);
        if (open.isPresent() ? mustWait(open.get(), shard) : state.board().isOpen(id)) {
            return true;
        }
        Decision decision;
        try {
            decision = open.isPresent()
                    ? decide(open.get())
                    : afterwards.next(id, state.board().cancelMark(id), world);
        } catch (RuntimeException e) {
            // One work unit that cannot be decided must not stop the others of its shard.
            decision = failed(id, e, now);
        }
        Optional<Long> proposed = world.takeProposal();
        boolean going = carryOut(id, shard, open, decision);
        if (!state.agenda().isFrozen(id) || !proposed.equals(proposalOf(decision))) {
            proposed.ifPresent(state.net()::abandon);
        }
        return going;
    }

    /** What cannot be decided counts as refused alone: in the end it is given up, or tried ever more rarely. */
    private Decision failed(String id, RuntimeException e, Instant now) {
        state.metrics().decisionFailed();
        state.troubles().refused(id, true, 1, false, String.valueOf(e.getMessage()));
        Duration pause = AFTER_A_FAILURE.plus(state.troubles().pause(id));
        LOG.error("cannot decide work unit {}; it is tried again in {}", id, pause, e);
        return Decision.Wait.until(now.plus(pause));
    }

    private static Optional<Long> proposalOf(Decision decision) {
        return decision instanceof Decision.Act act ? act.proposal() : Optional.empty();
    }

    private boolean mustWait(OpenWork open, int shard) {
        if (state.agenda().mustWaitFor(open.target(), open.id())) {
            return true;
        }
        if (open.taken() || state.board().active(shard) < MOST_ACTIVE) {
            return false;
        }
        crowded.computeIfAbsent(shard, key -> new LinkedHashSet<>()).add(open.id());
        return true;
    }

    private Decision decide(OpenWork open) {
        return !open.taken() && state.troubles().hopeless(open.id())
                ? workflows.giveUp(open, state.troubles().reason(open.id()), world)
                : workflows.next(open, world);
    }

    private boolean carryOut(String id, int shard, Optional<OpenWork> open, Decision decision) {
        boolean repair = swept.remove(id);
        if (decision instanceof Decision.Act act) {
            if (repair) {
                state.metrics().repaired();
                LOG.info("the sweep found something to do for work unit {}", id);
            }
            String target = open.map(OpenWork::target).orElse("");
            return include(new Member(id, shard, target, open.map(OpenWork::unit), act));
        }
        if (decision instanceof Decision.Wait wait) {
            wait.until()
                    .ifPresentOrElse(
                            time -> state.agenda().at(time, id),
                            () -> state.agenda().noAlarm(id));
        } else {
            state.agenda().awaitTurn(id);
        }
        return true;
    }

    private boolean include(Member member) {
        boolean placing = !member.act().placements().isEmpty();
        Batch batch = placing ? placements : others;
        if (!batch.add(member, state.troubles().among(member.id()))) {
            return full(member, placing);
        }
        member.act().placements().forEach(state.cluster()::reserve);
        state.agenda().freeze(member.id(), member.target());
        state.agenda().noAlarm(member.id());
        if (placing && batch.isFull()) {
            world.placing(false);
        }
        return true;
    }

    /** It does not fit any more: its turn comes with a later transaction. */
    private boolean full(Member member, boolean placing) {
        if (placing) {
            world.placing(false);
            state.agenda().awaitTurn(member.id());
            return true;
        }
        state.agenda().mark(member.id());
        return false;
    }

    private void admitCrowd() {
        crowded.forEach((shard, ids) -> {
            int room = MOST_ACTIVE - state.board().active(shard);
            ids.stream().limit(Math.max(0, room)).toList().forEach(id -> {
                ids.remove(id);
                state.agenda().mark(id);
            });
        });
    }

    /** Marks everything that is not being worked on; what comes of that is counted as a repair. */
    void sweep() {
        swept.clear();
        state.shards()
                .fences()
                .forEach(fence -> state.board().ids(fence.shard()).forEach(this::sweep));
        state.cluster().forEachWorkUnit(this::sweep);
    }

    private void sweep(String id) {
        if (!state.agenda().isFrozen(id) && state.working(id) && state.agenda().mark(id)) {
            swept.add(id);
        }
    }
}
