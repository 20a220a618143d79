package io.quark.common.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShardSpreadTest {

    @Property
    void theLoadsDifferByAtMostOne(
            @ForAll @IntRange(min = 1, max = 64) int shards, @ForAll("members") Set<String> members) {
        Map<String, Long> loads = loads(shards, members);

        long most = Collections.max(loads.values());
        long least =
                members.stream().mapToLong(m -> loads.getOrDefault(m, 0L)).min().orElseThrow();
        assertThat(loads.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(shards);
        assertThat(most - least).isLessThanOrEqualTo(1);
    }

    @Property
    void allWhoSeeTheSameMembersAgree(@ForAll("members") Set<String> members, @ForAll Random random) {
        List<String> shuffled = new ArrayList<>(members);
        Collections.shuffle(shuffled, random);

        assertThat(owners(16, shuffled)).isEqualTo(owners(16, members));
    }

    @Property
    void fewShardsMoveWhenAMemberGoes(@ForAll("members") Set<String> members) {
        String gone = members.iterator().next();
        Set<String> rest = new TreeSet<>(members);
        rest.remove(gone);
        if (rest.isEmpty()) {
            return;
        }
        List<String> before = owners(16, members);
        List<String> after = owners(16, rest);

        long moved = IntStream.range(0, 16)
                .filter(s -> !before.get(s).equals(after.get(s)))
                .count();
        long had = before.stream().filter(gone::equals).count();
        // What the lost member had must move; besides that, only what evens the loads out.
        assertThat(moved).isLessThanOrEqualTo(had + 16 / 2);
    }

    @Test
    void aHandfulOfMembersLosesLittleMoreThanItMust() {
        long moved = 0;
        long must = 0;
        for (int run = 0; run < 500; run++) {
            int members = 2 + run % 5;
            int number = run;
            List<String> before = IntStream.range(0, members)
                    .mapToObj(m -> "orc-" + number + "-" + m)
                    .toList();
            List<String> one = owners(16, before);
            List<String> two = owners(16, before.subList(0, members - 1));
            moved += IntStream.range(0, 16)
                    .filter(s -> !one.get(s).equals(two.get(s)))
                    .count();
            must += one.stream().filter(before.get(members - 1)::equals).count();
        }
        assertThat(moved).isLessThan(2 * must);
    }

    @Test
    void withoutMembersNobodyOwnsAnything() {
        assertThat(ShardSpread.over(16, Set.of()).owner(3)).isEmpty();
    }

    @Test
    void theStripesOfTheMembersAreDistinctAndCoverAll() {
        List<String> members = List.of("orc-c", "orc-a", "orc-b");

        assertThat(members.stream().map(m -> Stripe.of(m, members)))
                .containsExactlyInAnyOrder(new Stripe(0, 3), new Stripe(1, 3), new Stripe(2, 3));
    }

    @Test
    void aProcessThatIsNotYetAMemberHasAStripeAllTheSame() {
        assertThat(Stripe.of("orc-b", Set.of("orc-a"))).isEqualTo(new Stripe(1, 2));
        assertThat(Stripe.of("orc-a", Set.of())).isEqualTo(new Stripe(0, 1));
    }

    @Provide
    Arbitrary<Set<String>> members() {
        return Arbitraries.strings()
                .alpha()
                .ofMinLength(1)
                .ofMaxLength(6)
                .set()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    private static Map<String, Long> loads(int shards, Set<String> members) {
        return owners(shards, members).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static List<String> owners(int shards, Collection<String> members) {
        ShardSpread spread = ShardSpread.over(shards, members);
        return IntStream.range(0, shards)
                .mapToObj(shard -> spread.owner(shard).orElseThrow())
                .toList();
    }
}
