package io.quark.common.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.lead.Judge.Surroundings;
import io.quark.common.lead.Sight.SeenLeader;
import io.quark.common.lead.Stance.Finishing;
import io.quark.common.lead.Stance.Following;
import io.quark.common.lead.Stance.Leading;
import io.quark.common.lead.Stance.Releasing;
import io.quark.common.lead.Stance.Taking;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final long MY_SESSION = 7;
    private static final Set<String> BOTH = Set.of("me", "other");
    private static final int MINE = shardOf("me");
    private static final int OTHERS = shardOf("other");

    private final Judge judge = new Judge("me", LeadershipTimes.DEFAULTS);

    @Test
    void takesItsOwnShardAtOnceWhenItHasNoLeader() {
        assertThat(judge.judge(MINE, following(), leaderless(4), at(NOON))).isEqualTo(new Verdict.Take(true));
    }

    @Test
    void waitsForWhomTheShardBelongsToAndThenTakesItAnyway() {
        assertThat(judge.judge(OTHERS, following(), leaderless(4), at(NOON)))
                .isEqualTo(new Verdict.NoteLeaderless(NOON));
        Stance waiting = new Following(Optional.of(NOON), -1);
        assertThat(judge.judge(OTHERS, waiting, leaderless(4), at(NOON.plusMillis(2_999))))
                .isEqualTo(new Verdict.Stay());
        assertThat(judge.judge(OTHERS, waiting, leaderless(4), at(NOON.plusMillis(3_000))))
                .isEqualTo(new Verdict.Take(false));
    }

    @Test
    void forgetsThatAShardWasLeaderlessOnceItIsLed() {
        assertThat(judge.judge(OTHERS, new Following(Optional.of(NOON), -1), led("other", 4, 9), at(NOON)))
                .isEqualTo(new Verdict.NoteLed());
    }

    @Test
    void takesNothingWhileItIsNoMemberOrLeavesOrSeesAnOldTree() {
        Surroundings stranger =
                new Surroundings(MY_SESSION, true, false, Set.of("other"), ShardSpread.over(16, Set.of("other")), NOON);
        Surroundings leaving = new Surroundings(MY_SESSION, true, true, BOTH, ShardSpread.over(16, BOTH), NOON);
        Surroundings blind = new Surroundings(MY_SESSION, false, false, BOTH, ShardSpread.over(16, BOTH), NOON);

        for (Surroundings around : Set.of(stranger, leaving, blind)) {
            assertThat(judge.judge(MINE, following(), leaderless(4), around)).isEqualTo(new Verdict.Stay());
        }
    }

    @Test
    void leavesATreeAloneThatIsNotLaidOut() {
        assertThat(judge.judge(MINE, following(), new Sight(Epoch.NONE, -1, Optional.empty()), at(NOON)))
                .isEqualTo(new Verdict.Stay());
    }

    @Test
    void adoptsAShardThatItTookWithoutLearningOfIt() {
        assertThat(judge.judge(MINE, following(), led("me", 5, MY_SESSION), at(NOON)))
                .isEqualTo(new Verdict.Adopt(new Fence(MINE, 5, 5)));
    }

    @Test
    void doesNotAdoptWhatItKnowsToHaveEnded() {
        assertThat(judge.judge(MINE, new Following(Optional.empty(), 5), led("me", 5, MY_SESSION), at(NOON)))
                .isEqualTo(new Verdict.Stay());
    }

    @Test
    void clearsALeaderNodeOfItsSessionThatBelongsToNoEpochOfIt() {
        Sight meddled = new Sight(
                new Epoch(6, "other", NOON), 6, Optional.of(new SeenLeader(new Leader("me", NOON), MY_SESSION)));

        assertThat(judge.judge(MINE, following(), meddled, at(NOON))).isEqualTo(new Verdict.Clear());
    }

    @Test
    void keepsWhatItLeadsWhileTheViewDoesNotYetShowTheTaking() {
        assertThat(judge.judge(MINE, leading(MINE, 5), leaderless(4), at(NOON))).isEqualTo(new Verdict.Stay());
        assertThat(judge.judge(MINE, leading(MINE, 5), led("me", 5, MY_SESSION), at(NOON)))
                .isEqualTo(new Verdict.Stay());
    }

    @Test
    void stepsDownWhenAnotherHasTakenTheShardOrTheLeaderNodeOrTheSessionIsGone() {
        assertThat(judge.judge(MINE, leading(MINE, 5), led("other", 6, 9), at(NOON)))
                .isInstanceOf(Verdict.StepDown.class);
        assertThat(judge.judge(MINE, leading(MINE, 5), leaderless(5), at(NOON))).isInstanceOf(Verdict.StepDown.class);
        Surroundings newSession = new Surroundings(8, true, false, BOTH, ShardSpread.over(16, BOTH), NOON);
        assertThat(judge.judge(MINE, leading(MINE, 5), led("me", 5, MY_SESSION), newSession))
                .isInstanceOf(Verdict.StepDown.class);
    }

    @Test
    void handsOverWhatShouldBeAnothersButNotBeforeItsTime() {
        Stance adopted = new Leading(new Fence(OTHERS, 5, 5), MY_SESSION, NOON);

        assertThat(judge.judge(OTHERS, adopted, led("me", 5, MY_SESSION), at(NOON.minusMillis(1))))
                .isEqualTo(new Verdict.Stay());
        assertThat(judge.judge(OTHERS, adopted, led("me", 5, MY_SESSION), at(NOON)))
                .isEqualTo(new Verdict.Finish());
    }

    @Test
    void releasesAShardWhenItsWorkIsFinishedOrHadItsTime() {
        Fence fence = new Fence(OTHERS, 5, 5);
        Stance working = new Finishing(fence, MY_SESSION, NOON.plusSeconds(2), false);
        Stance finished = new Finishing(fence, MY_SESSION, NOON.plusSeconds(2), true);
        Sight sight = led("me", 5, MY_SESSION);

        assertThat(judge.judge(OTHERS, working, sight, at(NOON))).isEqualTo(new Verdict.Stay());
        assertThat(judge.judge(OTHERS, finished, sight, at(NOON))).isEqualTo(new Verdict.Release());
        assertThat(judge.judge(OTHERS, working, sight, at(NOON.plusSeconds(2)))).isEqualTo(new Verdict.Release());
    }

    @Test
    void decidesNothingWhileATransactionIsOnItsWay() {
        assertThat(judge.judge(MINE, new Taking(-1), leaderless(4), at(NOON))).isEqualTo(new Verdict.Stay());
        assertThat(judge.judge(MINE, new Releasing(-1), led("me", 5, MY_SESSION), at(NOON)))
                .isEqualTo(new Verdict.Stay());
    }

    @Test
    void keepsAShardThatItTookForAnotherLongEnoughThatItDoesNotGoToAndFro() {
        assertThat(LeadershipTimes.DEFAULTS.keepUntil(true, NOON)).isEqualTo(NOON);
        assertThat(LeadershipTimes.DEFAULTS.keepUntil(false, NOON)).isEqualTo(NOON.plus(Duration.ofSeconds(30)));
    }

    private static Following following() {
        return new Following(Optional.empty(), -1);
    }

    private static Leading leading(int shard, int version) {
        return new Leading(new Fence(shard, version, version), MY_SESSION, NOON);
    }

    private static Sight leaderless(int epoch) {
        return new Sight(new Epoch(epoch, "somebody", NOON), epoch, Optional.empty());
    }

    private static Sight led(String process, int epoch, long session) {
        return new Sight(
                new Epoch(epoch, process, NOON),
                epoch,
                Optional.of(new SeenLeader(new Leader(process, NOON), session)));
    }

    private static Surroundings at(Instant now) {
        return new Surroundings(MY_SESSION, true, false, BOTH, ShardSpread.over(16, BOTH), now);
    }

    private static int shardOf(String process) {
        ShardSpread spread = ShardSpread.over(16, BOTH);
        return IntStream.range(0, 16)
                .filter(shard -> spread.owner(shard).equals(Optional.of(process)))
                .findFirst()
                .orElseThrow();
    }
}
