package io.quark.common.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class HealthTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final HandClock clock = new HandClock();
    private final Health health = new Health(clock);
    private Optional<String> fault = Optional.empty();

    @Test
    void saysSinceWhenAContractIsBroken() {
        health.ready("zookeeper", "the session is connected", () -> fault);
        assertThat(health.ready().ok()).isTrue();

        fault = Optional.of("no answer");
        clock.now = NOON;
        assertThat(health.ready().checks().get(0).since()).contains(NOON);
        clock.now = NOON.plusSeconds(9);
        fault = Optional.of("still no answer");
        assertThat(health.ready().checks().get(0).since()).contains(NOON);
        assertThat(health.ready().faults()).isEqualTo("zookeeper: still no answer");

        fault = Optional.empty();
        assertThat(health.ready().checks().get(0).since()).isEmpty();
    }

    @Test
    void whatIsNotLiveIsNotReadyEither() {
        health.live("loop", "the event thread answers", () -> Optional.of("stuck"));

        assertThat(health.live().ok()).isFalse();
        assertThat(health.ready().ok()).isFalse();
    }

    @Test
    void aCheckThatFailsItselfIsABrokenContract() {
        health.live("loop", "the event thread answers", () -> {
            throw new IllegalStateException("oops");
        });

        assertThat(health.live().faults()).contains("oops");
    }

    @Test
    void anEventThreadIsStuckWhenItDoesNotAnswerAProbeInTime() {
        Queue<Runnable> loop = new ArrayDeque<>();
        LoopWatch watch = new LoopWatch(loop::add, Duration.ofSeconds(10), clock);

        assertThat(watch.get()).isEmpty();
        clock.now = clock.now.plusSeconds(10);
        assertThat(watch.get()).isEmpty();
        clock.now = clock.now.plusMillis(1);
        assertThat(watch.get()).contains("has not answered for 10001 ms (limit 10000 ms)");
        assertThat(loop).hasSize(1);

        loop.remove().run();
        assertThat(watch.get()).isEmpty();
    }

    private static final class HandClock extends Clock {

        private Instant now = NOON.minusSeconds(60);

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
