package io.quark.common.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerClockTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong(-5);
    private final ServerClock clock = new ServerClock(nanos::get);

    @Test
    void isAtTheEpochBeforeAnythingWasSeen() {
        assertThat(clock.now()).isEqualTo(Instant.EPOCH);
        assertThat(clock.isOver(NOON, Duration.ZERO)).isFalse();
    }

    @Test
    void goesOnByTheTimeThatPassesHere() {
        clock.saw(NOON);
        pass(Duration.ofSeconds(10));
        assertThat(clock.now()).isEqualTo(NOON.plusSeconds(10));
    }

    @Test
    void anOlderChangeDoesNotSetItBack() {
        clock.saw(NOON);
        pass(Duration.ofSeconds(10));
        clock.saw(NOON.plusSeconds(3));
        assertThat(clock.now()).isEqualTo(NOON.plusSeconds(10));
    }

    @Test
    void aNewerChangeSetsItForward() {
        clock.saw(NOON);
        pass(Duration.ofSeconds(10));
        clock.saw(NOON.plusSeconds(60));
        pass(Duration.ofSeconds(1));
        assertThat(clock.now()).isEqualTo(NOON.plusSeconds(61));
    }

    @Test
    void waitIsOverOnlyWhenItHasCertainlyPassed() {
        clock.saw(NOON);
        pass(Duration.ofSeconds(299));
        assertThat(clock.isOver(NOON, Duration.ofMinutes(5))).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(clock.isOver(NOON, Duration.ofMinutes(5))).isTrue();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
