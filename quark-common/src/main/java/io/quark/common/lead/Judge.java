package io.quark.common.lead;

import io.quark.common.lead.Stance.Finishing;
import io.quark.common.lead.Stance.Following;
import io.quark.common.lead.Stance.Leading;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what a process does about one shard: a pure function of what it is to the shard, what the tree shows, and its
 * surroundings. It may be asked at any time and any number of times.
 */
record Judge(String process, LeadershipTimes times) {

    private static final Verdict STAY = new Verdict.Stay();

    /**
     * What holds for all shards.
     *
     * @param sessionId of the present session
     * @param current whether the session is connected and the view shows the tree as it is
     * @param leaving whether the process is about to stop: it takes nothing and hands everything over
     */
    record Surroundings(
            long sessionId, boolean current, boolean leaving, Set<String> members, ShardSpread spread, Instant now) {}

    Verdict judge(int shard, Stance stance, Sight sight, Surroundings around) {
        if (stance instanceof Following following) {
            return following(shard, following, sight, around);
        }
        if (stance instanceof Leading leading) {
            return ended(leading.fence(), leading.sessionId(), sight, around)
                    .orElseGet(() -> leading(shard, leading, around));
        }
        if (stance instanceof Finishing finishing) {
            return ended(finishing.fence(), finishing.sessionId(), sight, around)
                    .orElseGet(() -> finishing(finishing, around));
        }
        return STAY; // a transaction is on its way: its answer decides
    }

    private Verdict following(int shard, Following stance, Sight sight, Surroundings around) {
        if (!around.current || !sight.laidOut()) {
            return STAY;
        }
        if (sight.ledBySession(around.sessionId)) {
            if (!sight.takenBy(process)) {
                return new Verdict.Clear();
            }
            return sight.epochVersion() > stance.deadVersion()
                    ? new Verdict.Adopt(new Fence(shard, sight.epoch().epoch(), sight.epochVersion()))
                    : STAY; // the view does not yet show what ended it
        }
        if (sight.leader().isPresent()) {
            return stance.leaderlessSince().isPresent() ? new Verdict.NoteLed() : STAY;
        }
        if (around.leaving || !around.members.contains(process)) {
            return STAY;
        }
        if (around.spread.owner(shard).equals(Optional.of(process))) {
            return new Verdict.Take(true);
        }
        if (stance.leaderlessSince().isEmpty()) {
            return new Verdict.NoteLeaderless(around.now);
        }
        Instant patience = stance.leaderlessSince().get().plus(times.takeAnyway());
        return around.now.isBefore(patience) ? STAY : new Verdict.Take(false);
    }

    private Verdict leading(int shard, Leading stance, Surroundings around) {
        boolean anotherShould = around.spread
                .owner(shard)
                .filter(owner -> !owner.equals(process))
                .isPresent();
        boolean give = around.leaving || (anotherShould && !around.now.isBefore(stance.keepUntil()));
        return give && around.current ? new Verdict.Finish() : STAY;
    }

    private Verdict finishing(Finishing stance, Surroundings around) {
        boolean over = stance.finished() || !around.now.isBefore(stance.deadline());
        return over && around.current ? new Verdict.Release() : STAY;
    }

    /** Whether a leadership has ended without our doing. */
    private static Optional<Verdict> ended(Fence fence, long sessionId, Sight sight, Surroundings around) {
        if (sessionId != around.sessionId) {
            return Optional.of(new Verdict.StepDown("the ZooKeeper session is over"));
        }
        if (sight.epochVersion() > fence.version()) {
            return Optional.of(new Verdict.StepDown("epoch " + sight.epoch().epoch() + " belongs to "
                    + sight.epoch().process()));
        }
        // A lower version is a view that does not yet show the taking.
        if (sight.epochVersion() == fence.version() && !sight.ledBySession(sessionId)) {
            return Optional.of(new Verdict.StepDown("somebody deleted the leader node"));
        }
        return Optional.empty();
    }
}
