package io.quark.net.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.model.TrafficLimits.Rate;
import io.quark.net.model.NetworkRules;
import io.quark.net.qos.Limits;
import io.quark.net.qos.QosRules;
import io.quark.net.qos.Units;
import java.util.List;
import java.util.Optional;

/**
 * A token bucket ({@code tbf}) as {@code tc} is told and tells of it: a pure value.
 *
 * @param rate bytes per second
 * @param burst bytes that may go at once
 * @param queue bytes that wait for their turn; what comes beyond is dropped
 */
record Bucket(long rate, long burst, long queue) {

    static final String KIND = "tbf";

    /** Any; it tells ours from what somebody else put in its place. */
    static final String HANDLE = "5155:";

    /** For which waiting is still better than loss: what TCP needs to keep a limit busy, and not so long that nothing else gets through. */
    private static final int QUEUE_MILLIS = 100;

    /**
     * What a sender may hand over in one piece, with the headers that its frames will have: a queue that is smaller would let
     * none of these through, however empty it is.
     */
    private static final int LARGEST_PIECE_BYTES = 70_000;

    /** The kernel counts the time that a bucket takes to fill in 32 bits of 64 ns: 274 s. */
    private static final long MOST_FILLING_SECONDS = 250;

    private static final long TICKS_PER_SECOND = 15_625_000;

    /** Of a limit, so that timers that come late, by up to a millisecond, do not lower it. */
    private static final int LEAST_BURSTS_PER_SECOND = 1000;

    /** As wide as it goes: what waits leaves at once. */
    static final Bucket OPEN = of(new Rate(QosRules.MAX_KBPS, QosRules.MAX_BURST_KBIT), NetworkRules.MAX_MTU);

    /**
     * The bucket for a limit. Its burst is at least what a frame and the kernel's timers need.
     *
     * @param mtu bytes
     */
    static Bucket of(Rate limit, int mtu) {
        long kbps = Math.min(limit.kbps(), QosRules.MAX_KBPS);
        long late = (kbps + LEAST_BURSTS_PER_SECOND - 1) / LEAST_BURSTS_PER_SECOND;
        long least = Math.max(Limits.leastBurstKbit(mtu), late);
        long most = Math.min(QosRules.MAX_BURST_KBIT, kbps * MOST_FILLING_SECONDS);
        long rate = Units.bytes(kbps);
        return new Bucket(
                rate,
                Units.bytes(Math.min(Math.max(limit.burstKbit(), least), most)),
                Math.max(LARGEST_PIECE_BYTES, rate * QUEUE_MILLIS / 1000));
    }

    /** Ours, if a queueing discipline that {@code tc -j} tells of is. */
    static Optional<Bucket> in(JsonNode qdisc) {
        JsonNode options = qdisc.path("options");
        return qdisc.path("kind").asText().equals(KIND)
                        && qdisc.path("handle").asText().equals(HANDLE)
                ? Optional.of(new Bucket(
                        options.path("rate").asLong(),
                        options.path("burst").asLong(),
                        options.path("limit").asLong()))
                : Optional.empty();
    }

    /** What it does, in the units of policies. */
    Rate limit() {
        return new Rate(Units.nearestKbit(rate), Units.nearestKbit(burst));
    }

    /** Whether the other is the same but for the kernel's rounding of the burst to its clock. */
    boolean isLike(Bucket other) {
        long rounding = 2 + 2 * rate / TICKS_PER_SECOND;
        return rate == other.rate && queue == other.queue && Math.abs(burst - other.burst) <= rounding;
    }

    /** For {@code tc}, whose units are ambiguous but for these: {@code kbps} would be kilobytes, {@code kb} 1024 bytes. */
    List<String> words() {
        return List.of(KIND, "rate", rate * Byte.SIZE + "bit", "burst", burst + "b", "limit", queue + "b");
    }
}
