package io.quark.orc.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TroublesTest {

    private final Troubles troubles = new Troubles();

    @Test
    void withoutTroubleATransactionIsSharedByAll() {
        assertThat(troubles.among("a")).isEqualTo(Batch.MAX_MEMBERS);
        assertThat(troubles.hopeless("a")).isFalse();
        assertThat(troubles.pause("a")).isZero();
    }

    @Test
    void whoeverWasNotToBlameSharesWithEverFewer() {
        refuse("a", false, 50, 1);
        assertThat(troubles.among("a")).isEqualTo(25);

        refuse("a", false, 25, 2);
        assertThat(troubles.among("a")).isEqualTo(6);
    }

    @Test
    void howeverOftenItIsRefusedItNeverSharesWithMoreAgain() {
        for (int refusals = 6; refusals <= 100; refusals++) {
            troubles.over("a");
            refuse("a", false, 2, refusals);
            assertThat(troubles.among("a")).as("after %s refusals", refusals).isEqualTo(1);
        }
    }

    @Test
    void whoeverIsToBlameTwiceGoesAlone() {
        refuse("a", true, 50, 1);
        assertThat(troubles.among("a")).isEqualTo(25);

        refuse("a", false, 25, 1);
        assertThat(troubles.among("a")).isEqualTo(1);
    }

    @Test
    void onlyRefusalsAloneMakeItHopeless() {
        refuse("a", true, 2, 100);
        assertThat(troubles.hopeless("a")).isFalse();

        refuse("a", true, 1, Troubles.ENOUGH);
        assertThat(troubles.hopeless("a")).isTrue();
        assertThat(troubles.reason("a")).isEqualTo("because");
    }

    @Test
    void thePausesGrowUpToHalfAMinute() {
        refuse("a", true, 1, Troubles.ENOUGH - 1);
        assertThat(troubles.pause("a")).isZero();

        refuse("a", true, 1, 1);
        Duration first = troubles.pause("a");
        refuse("a", true, 1, 1);
        assertThat(troubles.pause("a")).isEqualTo(first.multipliedBy(2));

        refuse("a", true, 1, 1_000);
        assertThat(troubles.pause("a")).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void whoOnlyLosesRacesIsTriedForLongWithPausesThatDiffer() {
        for (int i = 0; i < Troubles.ENOUGH_RACES - 1; i++) {
            troubles.refused("a", true, 1, true, "BAD_VERSION");
            troubles.refused("b", true, 1, true, "BAD_VERSION");
            assertThat(troubles.pause("a")).isLessThan(Duration.ofMillis(200));
        }
        assertThat(troubles.hopeless("a")).isFalse();
        assertThat(troubles.pause("a")).isNotEqualTo(troubles.pause("b"));

        troubles.refused("a", true, 1, true, "BAD_VERSION");
        assertThat(troubles.hopeless("a")).isTrue();
    }

    @Test
    void aCommitForgetsThem() {
        refuse("a", true, 1, Troubles.ENOUGH);

        troubles.over("a");

        assertThat(troubles.hopeless("a")).isFalse();
        assertThat(troubles.among("a")).isEqualTo(Batch.MAX_MEMBERS);
        assertThat(troubles.reason("a")).isEmpty();
    }

    private void refuse(String id, boolean blamed, int members, int times) {
        for (int i = 0; i < times; i++) {
            troubles.refused(id, blamed, members, false, "because");
        }
    }
}
