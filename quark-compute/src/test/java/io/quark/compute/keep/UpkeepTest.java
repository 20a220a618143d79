package io.quark.compute.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Applied.State;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UpkeepTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Upkeep<String> fresh = Upkeep.unknown();

    @Test
    void nothingIsDueBeforeItIsKnownWhatIsWanted() {
        assertThat(fresh.due(NOW)).isFalse();
        assertThat(fresh.isSettled()).isFalse();
        assertThat(fresh.want("a").due(NOW)).isTrue();
    }

    @Test
    void whatIsThereAlreadyIsNotDoneAgain() {
        Upkeep<String> there = Upkeep.of("a").want("a");

        assertThat(there.due(NOW)).isFalse();
        assertThat(there.isInForce()).isTrue();
        assertThat(there.state()).isEqualTo(State.APPLIED);
    }

    @Test
    void wishThatWasNotBegunIsForgottenForALaterOne() {
        Upkeep<String> wanted = fresh.want("a").want("b").begun();

        assertThat(wanted.succeeded("b").isInForce()).isTrue();
    }

    @Test
    void wishThatComesWhileAnOlderOneIsUnderWayFollowsIt() {
        Upkeep<String> overtaken = fresh.want("a").begun().want("b");
        assertThat(overtaken.due(NOW)).isFalse();

        Upkeep<String> after = overtaken.succeeded("a");

        assertThat(after.isInForce()).isFalse();
        assertThat(after.due(NOW)).isTrue();
        assertThat(after.state()).isEqualTo(State.PENDING);
    }

    @Test
    void failureOfAnOvertakenWishIsNotToldOfTheNewOne() {
        Upkeep<String> after = fresh.want("a").begun().want("b").failed("a", "broken", NOW);

        assertThat(after.state()).isEqualTo(State.PENDING);
        assertThat(after.error()).isEmpty();
        assertThat(after.due(NOW)).isTrue();
    }

    @Test
    void whatFailedIsTriedAgainEverMoreRarelyAndNeverGivenUp() {
        Upkeep<String> failed = fresh.want("a").begun().failed("a", "broken", NOW);

        assertThat(failed.due(NOW)).isFalse();
        assertThat(failed.isSettled()).isTrue();
        assertThat(failed.next()).contains(NOW.plusMillis(500));
        assertThat(failed.due(NOW.plusMillis(500))).isTrue();
        Upkeep<String> again = failed;
        for (int i = 0; i < 20; i++) {
            again = again.begun().failed("a", "broken", NOW);
        }
        assertThat(again.next()).contains(NOW.plusSeconds(60));
        assertThat(again.attempts()).isEqualTo(21);
        assertThat(again.hurried().due(NOW)).isTrue();
    }

    @Test
    void whatIsNotSupportedIsNotTriedBeforeSomethingElseIsWanted() {
        Upkeep<String> unsupported = fresh.want("a").begun().unsupported("a", "cannot");

        assertThat(unsupported.due(Instant.MAX)).isFalse();
        assertThat(unsupported.want("a").due(NOW)).isFalse();
        assertThat(unsupported.want("b").due(NOW)).isTrue();
    }

    @Test
    void whatSomebodyElseHasChangedIsDoneAgain() {
        Upkeep<String> drifted = fresh.want("a").begun().succeeded("a").drifted("it was gone");

        assertThat(drifted.state()).isEqualTo(State.DRIFTED);
        assertThat(drifted.due(NOW)).isTrue();
        assertThat(drifted.begun().succeeded("a").state()).isEqualTo(State.APPLIED);
    }

    @Test
    void whileItIsUnderWayNothingIsKnownOfTheHost() {
        Upkeep<String> changing = Upkeep.of("a").want("b").begun().want("a");

        assertThat(changing.isInForce()).isFalse();
        assertThat(changing.failed("b", "broken", NOW).due(NOW))
                .as("half of b may be there")
                .isTrue();
    }
}
