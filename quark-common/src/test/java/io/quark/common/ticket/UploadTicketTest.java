package io.quark.common.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UploadTicketTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String WORK = "0190-1";

    private final TicketKey key = TicketKey.of(TicketKey.freshSecret(new SecureRandom()));
    private final String header = UploadTicket.header(key, WORK, NOW);

    private boolean admits(String text, String workUnit, Instant when) {
        return UploadTicket.admits(key, Optional.of(text), workUnit, when);
    }

    @Test
    void itIsGoodForTheDataOfItsWorkUnitAndForAMinute() {
        assertThat(admits(header, WORK, NOW.plusSeconds(60))).isTrue();
        assertThat(admits(header, WORK, NOW.plusSeconds(75))).isFalse();
        assertThat(admits(header, "0190-2", NOW)).isFalse();
    }

    @Test
    void nothingElseIsLetIn() {
        TicketKey other = TicketKey.of(TicketKey.freshSecret(new SecureRandom()));
        Ticket looking = Ticket.of("agent", "", WORK, NOW.plusSeconds(60));

        assertThat(admits(UploadTicket.header(other, WORK, NOW), WORK, NOW)).isFalse();
        assertThat(admits("Quark-Ticket " + key.sign(looking), WORK, NOW)).isFalse();
        assertThat(admits(header.substring("Quark-Ticket ".length()), WORK, NOW))
                .isFalse();
        assertThat(admits("", WORK, NOW)).isFalse();
        assertThat(UploadTicket.admits(key, Optional.empty(), WORK, NOW)).isFalse();
    }
}
