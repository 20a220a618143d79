package io.quark.common.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.ticket.TicketKey.Verdict;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TicketKeyTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Ticket TICKET =
            new Ticket("serial", "c1", "0190-1", "nonce-1", NOW.plus(Duration.ofMinutes(1)));

    private final TicketKey key = TicketKey.of(TicketKey.freshSecret(new SecureRandom()));
    private final String signed = key.sign(TICKET);

    private Verdict judge(String text) {
        return key.judge(text, "serial", "c1", "0190-1", NOW);
    }

    @Test
    void whatWasSignedIsValidWhereItIsFor() {
        assertThat(judge(signed)).isEqualTo(new Verdict.Valid(TICKET));
    }

    @Test
    void itIsWorthNothingForAnythingElse() {
        assertThat(key.judge(signed, "vnc", "c1", "0190-1", NOW)).isEqualTo(new Verdict.Forged());
        assertThat(key.judge(signed, "serial", "c2", "0190-1", NOW)).isEqualTo(new Verdict.Forged());
        assertThat(key.judge(signed, "serial", "c1", "0190-2", NOW)).isEqualTo(new Verdict.Forged());
    }

    @Test
    void anotherKeySignsNothingForThisOne() {
        TicketKey other = TicketKey.of(TicketKey.freshSecret(new SecureRandom()));

        assertThat(judge(other.sign(TICKET))).isEqualTo(new Verdict.Forged());
    }

    @Test
    void itExpiresOnceTheClocksMayNotDifferAnyMore() {
        Instant end = TICKET.expires().plus(TicketKey.SKEW);

        assertThat(key.judge(signed, "serial", "c1", "0190-1", end)).isInstanceOf(Verdict.Valid.class);
        assertThat(key.judge(signed, "serial", "c1", "0190-1", end.plusMillis(1)))
                .isEqualTo(new Verdict.Expired());
    }

    @Test
    void aLaterExpiryThanWasSignedIsForged() {
        String later = signed.replaceFirst(
                "^[0-9]+", Long.toString(NOW.plusSeconds(9_999).toEpochMilli()));

        assertThat(judge(later)).isEqualTo(new Verdict.Forged());
        assertThat(judge(signed.replace("nonce-1", "nonce-2"))).isEqualTo(new Verdict.Forged());
    }

    @Property(tries = 200)
    void changingAnyCharacterForgesIt(@ForAll @IntRange(min = 0, max = 60) int at, @ForAll char to) {
        int place = at % signed.length();
        String changed = signed.substring(0, place) + to + signed.substring(place + 1);

        assertThat(judge(changed).equals(new Verdict.Valid(TICKET))).isEqualTo(changed.equals(signed));
    }

    @Test
    void whatIsNoTicketIsForged() {
        assertThat(judge("")).isEqualTo(new Verdict.Forged());
        assertThat(judge("1.2.3")).isEqualTo(new Verdict.Forged());
        assertThat(judge("9".repeat(400) + ".." + "A".repeat(43))).isEqualTo(new Verdict.Forged());
    }

    @Test
    void noPartCanPassForTwo() {
        assertThatThrownBy(() -> Ticket.of("serial\nc1", "", "0190-1", NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theKeyDoesNotShowItself() {
        assertThat(key.toString()).isEqualTo("TicketKey(hidden)");
    }
}
