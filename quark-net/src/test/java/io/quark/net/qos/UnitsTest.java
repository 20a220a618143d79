package io.quark.net.qos;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class UnitsTest {

    @Test
    void aKilobitIsAThousandBitsAnd125Bytes() {
        assertThat(Units.bits(64)).isEqualTo(64_000);
        assertThat(Units.bytes(64)).isEqualTo(8_000);
        assertThat(Units.nearestKbit(8_000)).isEqualTo(64);
    }

    @Test
    void theNearestKilobitIsTaken() {
        assertThat(Units.nearestKbit(187)).isEqualTo(1);
        assertThat(Units.nearestKbit(188)).isEqualTo(2);
    }

    @Property
    void bytesOfKilobitsAreTheSameKilobitsAgainAlsoIfSomeAreLost(
            @ForAll @LongRange(min = 1, max = QosRules.MAX_KBPS) long kbit,
            @ForAll @IntRange(min = -62, max = 62) int lost) {
        assertThat(Units.nearestKbit(Units.bytes(kbit) + lost)).isEqualTo(kbit);
    }

    @Property
    void bitsAndBytesAreTheSameAmount(@ForAll @LongRange(min = 0, max = QosRules.MAX_KBPS) long kbit) {
        assertThat(Units.bytes(kbit) * 8).isEqualTo(Units.bits(kbit));
    }

    @Property
    void whatHoldsSomeBytesHoldsThemAndNoSmallerNumberDoes(@ForAll @LongRange(min = 0, max = 1L << 40) long bytes) {
        long kbit = Units.kbitHolding(bytes);
        assertThat(Units.bytes(kbit)).isGreaterThanOrEqualTo(bytes);
        assertThat(Units.bytes(kbit - 1)).isLessThan(bytes);
    }
}
