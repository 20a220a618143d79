package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import io.quark.common.model.TrafficLimits.Rate;
import io.quark.net.qos.Limits;
import io.quark.net.qos.QosRules;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BucketTest {

    private static final long MOST = Integer.MAX_VALUE;

    @Test
    void tcIsToldBitsAndBytes() {
        assertThat(Bucket.of(new Rate(20_000, 500), 1500).words())
                .containsExactly("tbf", "rate", "20000000bit", "burst", "62500b", "limit", "250000b");
    }

    @Test
    void aBurstHoldsAFrameAndWhatPassesWhileATimerIsLate() {
        assertThat(Bucket.of(new Rate(1_000, 1), 9000).limit()).isEqualTo(new Rate(1_000, 73));
        assertThat(Bucket.of(new Rate(300_000, 13), 1500).limit()).isEqualTo(new Rate(300_000, 300));
    }

    @Test
    void theQueueHoldsThePiecesThatTcpHandsOver() {
        assertThat(Bucket.of(new Rate(1_000, 100), 1500).queue()).isEqualTo(70_000);
        assertThat(Bucket.of(new Rate(100_000, 100), 1500).queue()).isEqualTo(1_250_000);
    }

    @Test
    void whatTcTellsIsRead() throws JsonProcessingException {
        String ours =
                "{'kind':'tbf','handle':'5155:','root':true,'options':{'rate':375000,'burst':99999,'limit':70000}}";
        assertThat(Bucket.in(json(ours))).contains(new Bucket(375_000, 99_999, 70_000));
        assertThat(Bucket.in(json(ours)).orElseThrow().limit()).isEqualTo(new Rate(3_000, 800));
        assertThat(Bucket.in(json(ours.replace("5155", "1")))).isEmpty();
        assertThat(Bucket.in(json(ours.replace("tbf", "htb")))).isEmpty();
    }

    @Property
    void whatAPolicyMaySayIsWhatTheBucketDoesUnlessItIsTooSmallOrTakesTooLongToFill(
            @ForAll @LongRange(min = 1, max = QosRules.MAX_KBPS) long kbps,
            @ForAll @LongRange(min = 1, max = QosRules.MAX_BURST_KBIT) long burst,
            @ForAll @IntRange(min = 576, max = 9216) int mtu) {
        Bucket bucket = Bucket.of(new Rate(kbps, burst), mtu);
        long least = Math.max(Limits.leastBurstKbit(mtu), (kbps + 999) / 1000);
        long expected = Math.min(Math.max(burst, least), Math.min(250 * kbps, QosRules.MAX_BURST_KBIT));
        assertThat(bucket.limit()).isEqualTo(new Rate(kbps, expected));
        assertThat(bucket.burst()).isLessThanOrEqualTo(MOST);
        assertThat(bucket.queue()).isLessThanOrEqualTo(MOST);
    }

    /** The kernel keeps how long a bucket takes to fill, in ticks of 64 ns. */
    @Property
    void theKernelsRoundingIsNoDifferenceButAnotherBurstIs(
            @ForAll @LongRange(min = 1, max = 10_000_000) long kbps,
            @ForAll @LongRange(min = 1, max = 10_000_000) long burst) {
        Bucket wanted = Bucket.of(new Rate(kbps, burst), 1500);
        double ticks = Math.floor(wanted.burst() * 15_625_000.0 / wanted.rate());
        Bucket read = new Bucket(wanted.rate(), (long) (ticks * wanted.rate() / 15_625_000), wanted.queue());
        assertThat(read.isLike(wanted)).isTrue();
        assertThat(new Bucket(wanted.rate(), wanted.burst() + 1_000, wanted.queue()).isLike(wanted))
                .isFalse();
        assertThat(new Bucket(wanted.rate() + 125, wanted.burst(), wanted.queue()).isLike(wanted))
                .isFalse();
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Json.lenient().readTree(text.replace('\'', '"'));
    }
}
