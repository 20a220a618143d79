package io.quark.common.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OneTimeTest {

    @Test
    void nonceIsForOneLifeOfOneDaemonOnly() {
        String nonce = OneTime.nonce("first");

        assertThat(OneTime.isFor("first", nonce)).isTrue();
        assertThat(OneTime.isFor("second", nonce)).isFalse();
        assertThat(OneTime.isFor("first", "")).isFalse();
    }

    @Test
    void noTwoAreTheSameAndEachFitsIntoATicket() {
        String one = OneTime.nonce("first");

        assertThat(OneTime.nonce("first")).isNotEqualTo(one);
        assertThat(new Ticket("serial", "c1", "i1", one, Instant.EPOCH).nonce()).isEqualTo(one);
    }
}
