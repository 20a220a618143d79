package io.quark.net.alloc;

import io.quark.net.model.NetworkRules;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Some histories, quickly. */
class NetHistoryTest {

    @Property(tries = 30)
    void noHistoryBreaksAnInvariant(
            @ForAll("prefixes4") int prefix4,
            @ForAll("prefixes6") int prefix6,
            @ForAll @Size(min = 20, max = 150) List<@IntRange(max = 1 << 24) Integer> moves) {
        NetHistory history = new NetHistory(prefix4, prefix6);
        moves.forEach(history::move);
        history.settleAndFill();
    }

    @Provide
    Arbitrary<Integer> prefixes4() {
        return Arbitraries.integers().between(NetworkRules.SHORTEST_PREFIX_IPV4, NetworkRules.LONGEST_PREFIX_IPV4);
    }

    @Provide
    Arbitrary<Integer> prefixes6() {
        return Arbitraries.integers().between(NetworkRules.SHORTEST_PREFIX_IPV6, NetworkRules.LONGEST_PREFIX_IPV6);
    }
}
