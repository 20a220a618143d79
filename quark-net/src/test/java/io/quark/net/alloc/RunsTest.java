package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.net.model.Ip;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RunsTest {

    private static final Ip FIRST = Ip.of("255.255.255.224");
    private static final Ip LAST = Ip.of("255.255.255.255");

    private static Ip ip(int i) {
        return Ip.v4(FIRST.low() + i);
    }

    @Property
    void runsAreASet(@ForAll @Size(max = 120) List<@IntRange(max = 63) Integer> moves) {
        Runs<Ip> runs = new Runs<>();
        Set<Ip> plain = new TreeSet<>();
        for (int move : moves) {
            Ip ip = ip(move & 31);
            if (move < 32) {
                runs.add(ip);
                plain.add(ip);
            } else {
                runs.remove(ip);
                plain.remove(ip);
            }
        }
        for (int from = 0; from < 32; from++) {
            assertThat(runs.contains(ip(from))).isEqualTo(plain.contains(ip(from)));
            for (int to = from; to < 32; to++) {
                assertThat(runs.firstAbsent(ip(from), ip(to))).isEqualTo(first(plain, from, to, 1));
                assertThat(runs.lastAbsent(ip(from), ip(to))).isEqualTo(first(plain, to, from, -1));
            }
        }
    }

    private static Optional<Ip> first(Set<Ip> plain, int from, int to, int step) {
        for (int i = from; i != to + step; i += step) {
            if (!plain.contains(ip(i))) {
                return Optional.of(ip(i));
            }
        }
        return Optional.empty();
    }

    @Test
    void theEndsOfTheAddressSpaceAreNoSpecialCase() {
        Runs<Ip> runs = new Runs<>();
        runs.add(LAST);
        assertThat(runs.firstAbsent(LAST, LAST)).isEmpty();
        runs.remove(LAST);
        assertThat(runs.firstAbsent(LAST, LAST)).contains(LAST);
        Ip zero = Ip.v6(0, 0);
        Ip highest = Ip.v6(-1, -1);
        runs.add(zero);
        runs.add(highest);
        assertThat(runs.firstAbsent(zero, highest)).contains(zero.next());
        assertThat(runs.lastAbsent(zero, highest)).contains(highest.previous());
    }
}
