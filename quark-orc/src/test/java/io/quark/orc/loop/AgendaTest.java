package io.quark.orc.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Agenda agenda = new Agenda();

    @Test
    void whatIsMarkedTwiceIsLookedAtOnceInTheOrderOfArrival() {
        assertThat(agenda.mark("a")).isTrue();
        agenda.mark("b");
        assertThat(agenda.mark("a")).isFalse();

        assertThat(agenda.marked()).isEqualTo(2);
        assertThat(polled()).containsExactly("a", "b");
        assertThat(agenda.marked()).isZero();
    }

    @Test
    void whatWaitsForATurnIsNotLookedAtBefore() {
        agenda.awaitTurn("a");

        assertThat(agenda.mark("a")).isFalse();
        assertThat(agenda.poll()).isEmpty();
        assertThat(agenda.awaitingTurn()).isEqualTo(1);

        agenda.giveTurns(10);
        assertThat(polled()).containsExactly("a");
        assertThat(agenda.awaitingTurn()).isZero();
    }

    @Test
    void newArrivalsDoNotPassThoseThatWaitForATurn() {
        agenda.awaitTurn("old-1");
        agenda.awaitTurn("old-2");
        agenda.mark("new");

        agenda.giveTurns(10);

        assertThat(polled()).containsExactly("old-1", "old-2", "new");
    }

    @Test
    void oneThatHadItsTurnInVainIsTheFirstToHaveAnother() {
        agenda.awaitTurn("a");
        agenda.awaitTurn("b");
        agenda.awaitTurn("c");
        agenda.giveTurns(2);
        assertThat(polled()).containsExactly("a", "b");
        agenda.awaitTurn("b");
        agenda.mark("b");

        agenda.giveTurns(2);

        assertThat(polled()).containsExactly("b", "c");
    }

    @Test
    void noMoreHaveATurnThanThereIsRoomFor() {
        for (int i = 0; i < 5; i++) {
            agenda.awaitTurn("w" + i);
        }
        agenda.giveTurns(3);
        agenda.giveTurns(3);

        assertThat(agenda.marked()).isEqualTo(3);
        assertThat(agenda.awaitingTurn()).isEqualTo(2);
        assertThat(polled()).containsExactly("w0", "w1", "w2");
    }

    @Test
    void whatIsInATransactionIsLookedAtWhenItsOutcomeIsSeen() {
        agenda.freeze("a", "machine");
        agenda.mark("a");
        assertThat(agenda.poll()).isEmpty();

        agenda.thaw("a", "machine", Optional.empty());

        assertThat(polled()).containsExactly("a");
    }

    @Test
    void whatIsAboutTheSameThingWaitsUntilTheOtherIsThrough() {
        agenda.freeze("a", "machine");
        assertThat(agenda.mustWaitFor("machine", "b")).isTrue();
        assertThat(agenda.mustWaitFor("another", "c")).isFalse();
        assertThat(agenda.mustWaitFor("machine", "a")).isFalse();

        agenda.thaw("a", "machine", Optional.of(NOW));

        assertThat(polled()).containsExactly("b");
        assertThat(agenda.mustWaitFor("machine", "b")).isFalse();
    }

    @Test
    void anAlarmRingsOnceAndNotBeforeItsTime() {
        agenda.at(NOW, "a");

        agenda.ring(NOW.minusMillis(1));
        assertThat(agenda.poll()).isEmpty();

        agenda.ring(NOW);
        agenda.ring(NOW);
        assertThat(polled()).containsExactly("a");
    }

    @Test
    void theLastAlarmCounts() {
        agenda.at(NOW, "a");
        agenda.at(NOW.plusSeconds(10), "a");
        agenda.at(NOW, "b");
        agenda.noAlarm("b");

        agenda.ring(NOW.plusSeconds(5));
        assertThat(agenda.poll()).isEmpty();

        agenda.ring(NOW.plusSeconds(10));
        assertThat(polled()).containsExactly("a");
    }

    private List<String> polled() {
        List<String> ids = new ArrayList<>();
        for (Optional<String> id = agenda.poll(); id.isPresent(); id = agenda.poll()) {
            ids.add(id.get());
        }
        return ids;
    }
}
