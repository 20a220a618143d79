package io.quark.net.alloc;

import io.quark.common.testing.BesideOthers;
import io.quark.net.model.NetworkRules;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histories for every length of a prefix. Each follows from its seed, which a failure names. More of them: {@code scripts/soak}, which
 * sets {@code quark.history.seeds}.
 */
@BesideOthers
class NetHistoryIT {

    private static final int SEEDS = Integer.getInteger("quark.history.seeds", 1);
    private static final int MOVES = 150;

    static IntStream prefixes() {
        int first = NetworkRules.SHORTEST_PREFIX_IPV6;
        return IntStream.rangeClosed(first, NetworkRules.LONGEST_PREFIX_IPV6);
    }

    @ParameterizedTest(name = "IPv6 /{0}")
    @MethodSource("prefixes")
    void noHistoryBreaksAnInvariant(int prefix6) {
        int lengths4 = NetworkRules.LONGEST_PREFIX_IPV4 - NetworkRules.SHORTEST_PREFIX_IPV4 + 1;
        for (int seed = 0; seed < SEEDS; seed++) {
            int prefix4 = NetworkRules.SHORTEST_PREFIX_IPV4 + (prefix6 * SEEDS + seed) % lengths4;
            history(prefix4, prefix6, seed);
        }
    }

    private static void history(int prefix4, int prefix6, int seed) {
        NetHistory history = new NetHistory(prefix4, prefix6);
        Random random = new Random(seed * 1000L + prefix6);
        try {
            for (int i = 0; i < MOVES; i++) {
                history.move(random.nextInt());
            }
            history.settleAndFill();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("history of /" + prefix4 + ", /" + prefix6 + ", seed " + seed, e);
        }
    }
}
