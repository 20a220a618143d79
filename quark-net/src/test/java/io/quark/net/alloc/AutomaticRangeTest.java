package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.net.model.Ip;
import io.quark.net.model.Span;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AutomaticRangeTest {

    private static final Ip FIRST = Ip.of("255.255.255.192");
    private static final Ip LAST = Ip.of("255.255.255.255");

    private static Ip ip(int i) {
        return Ip.v4(FIRST.low() + i);
    }

    private static Span<Ip> span(int word) {
        int one = word & 63;
        int other = word >> 6 & 63;
        return new Span<>(ip(Math.min(one, other)), ip(Math.max(one, other)));
    }

    @Property
    void spansAreWhatTheirMembersAre(@ForAll @Size(max = 12) List<@IntRange(max = 4095) Integer> words) {
        Runs<Ip> runs = new Runs<>();
        Runs<Ip> plain = new Runs<>();
        for (int word : words) {
            Span<Ip> span = span(word);
            runs.add(span);
            for (int i = 0; i < 64; i++) {
                if (span.contains(ip(i))) {
                    plain.add(ip(i));
                }
            }
        }
        for (int i = 0; i < 64; i++) {
            assertThat(runs.contains(ip(i))).isEqualTo(plain.contains(ip(i)));
            assertThat(runs.firstAbsent(ip(i), LAST)).isEqualTo(plain.firstAbsent(ip(i), LAST));
            assertThat(runs.lastAbsent(FIRST, ip(i))).isEqualTo(plain.lastAbsent(FIRST, ip(i)));
        }
        assertThat(runs.size()).isEqualTo(plain.size());
    }

    @Property
    void allThatIsNotExcludedIsHandedOutOnce(
            @ForAll @Size(max = 6) List<@IntRange(max = 4095) Integer> words,
            @ForAll @IntRange(min = 1, max = 5) int stripes) {
        List<Span<Ip>> never = words.stream().map(AutomaticRangeTest::span).toList();
        AutomaticRange<Ip> range = new AutomaticRange<>(ip(8), ip(50), never);
        Set<Ip> expected = new TreeSet<>();
        for (int i = 8; i <= 50; i++) {
            Ip ip = ip(i);
            if (never.stream().noneMatch(span -> span.contains(ip))) {
                expected.add(ip);
            }
        }
        List<Ip> got = new ArrayList<>();
        Stripe stripe = new Stripe(0, stripes);
        for (Optional<Ip> next = range.untouched(stripe); next.isPresent(); next = range.untouched(stripe)) {
            got.add(next.get());
            range.moved(next.get(), Standing.UNTOUCHED, Standing.USED);
        }
        assertThat(got).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(range.excluded()).isEqualTo(BigInteger.valueOf(43L - expected.size()));
        assertThat(range.used()).isEqualTo(expected.size());
    }

    @Test
    void aMemberComesAndGoesByItself() {
        AutomaticRange<Ip> range = new AutomaticRange<>(ip(0), ip(1), List.of());
        range.exclude(ip(0));
        range.exclude(ip(0));
        assertThat(range.excluded()).isOne();
        assertThat(range.untouched(Stripe.WHOLE)).contains(ip(1));
        range.include(ip(0));
        assertThat(range.untouched(Stripe.WHOLE)).contains(ip(0));
        assertThat(range.excluded()).isZero();
    }
}
