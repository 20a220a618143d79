package io.quark.orc.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Resources;
import io.quark.common.model.Segment;
import io.quark.orc.schedule.HostFacts.Condition;
import io.quark.orc.schedule.ScheduleAnswer.NoPlace;
import io.quark.orc.schedule.ScheduleAnswer.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The scheduler agrees with a plain walk over all hosts, through any history of changes. */
class SchedulerPropertiesTest {

    private static final String[] ZONES = {"north", "south"};
    private static final Condition[] CONDITIONS = {
        Condition.READY, Condition.READY, Condition.READY, Condition.DOWN, Condition.CORDONED
    };

    private static final HostReach[] REACHES = {
        HostReach.FLAT,
        new HostReach(true, Set.of(), Map.of("bridge", Set.of("segment/flat", "segment/vxlan"))),
        new HostReach(true, Set.of(), Map.of("bridge", Set.of("segment/flat", "qos/dscp_marking"))),
        new HostReach(false, Set.of("p1"), Map.of("bridge", Set.of("segment/flat", "segment/vlan")))
    };
    private static final NetworkNeed[] NEEDS = {
        new NetworkNeed("bridge", Segment.Type.FLAT, Optional.empty()),
        new NetworkNeed("bridge", Segment.Type.VXLAN, Optional.empty()),
        new NetworkNeed("bridge", Segment.Type.FLAT, Optional.empty(), Set.of("dscp_marking")),
        new NetworkNeed("bridge", Segment.Type.VLAN, Optional.of("p1"))
    };

    private record Known(HostFacts facts, Resources free) {}

    @Property(tries = 300)
    void agreesWithAFullScan(@ForAll long seed) {
        Random random = new Random(seed);
        HostTable table = new HostTable();
        Map<String, Known> known = new LinkedHashMap<>();
        for (int change = 0; change < 120; change++) {
            change(random, table, known);
            PlacementRequest request = request(random);

            ScheduleAnswer answer = Scheduler.place(request, table);

            Optional<String> expected = scan(request, known, true)
                    .or(() -> scan(request, known, false))
                    .or(() -> scan(request.withoutRules(), known, true))
                    .or(() -> scan(request.withoutRules(), known, false));
            assertThat(answer.explanation().hosts()).isEqualTo(known.size());
            if (answer instanceof Placement placement) {
                assertThat(expected).contains(placement.host());
                assertThat(Scheduler.whyNot(request.withoutRules(), placement.host(), table))
                        .isEmpty();
            } else if (answer instanceof NoPlace none) {
                assertThat(expected).isEmpty();
                assertThat(none.explanation().removed().values().stream()
                                .mapToInt(n -> n)
                                .sum())
                        .isEqualTo(known.size());
            }
        }
    }

    private static void change(Random random, HostTable table, Map<String, Known> known) {
        String name = "host" + random.nextInt(40);
        Known old = known.get(name);
        switch (old == null ? 0 : random.nextInt(4)) {
            case 0, 1 -> {
                HostFacts facts = new HostFacts(
                        name,
                        CONDITIONS[random.nextInt(CONDITIONS.length)],
                        ZONES[random.nextInt(2)],
                        random.nextBoolean() ? Map.of() : Map.of("disk", "ssd"),
                        random.nextInt(4) == 0 ? "test" : "sim",
                        random.nextBoolean(),
                        new Resources(1L << (4 + random.nextInt(6)), 1 << random.nextInt(6), 100, 100),
                        REACHES[random.nextInt(REACHES.length)],
                        random.nextInt(4) > 0,
                        new HostDisks(
                                random.nextBoolean() ? Optional.of("nfs") : Optional.empty(),
                                random.nextBoolean() ? Set.of("fast") : Set.of()));
                Resources free = free(random, facts.capacity());
                known.put(name, new Known(facts, free));
                table.put(facts, free);
            }
            case 2 -> {
                Resources free = free(random, old.facts().capacity());
                known.put(name, new Known(old.facts(), free));
                table.setFree(name, free);
            }
            default -> {
                known.remove(name);
                table.remove(name);
            }
        }
    }

    private static Resources free(Random random, Resources capacity) {
        return new Resources(
                random.nextLong(-2, capacity.ram() + 1),
                random.nextInt(capacity.cpu() + 2) - 1,
                random.nextLong(0, 100),
                random.nextLong(0, 100));
    }

    private static PlacementRequest request(Random random) {
        List<String> excluded = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            excluded.add("host" + random.nextInt(40));
        }
        return new PlacementRequest(
                new Resources(
                        random.nextLong(1, 64), 1 + random.nextInt(8), random.nextLong(1, 90), random.nextLong(0, 90)),
                excluded,
                random.nextInt(8) == 0 ? Optional.of("host" + random.nextInt(40)) : Optional.empty(),
                random.nextInt(3) == 0 ? Optional.of(ZONES[random.nextInt(2)]) : Optional.empty(),
                random.nextInt(3) == 0 ? Map.of("disk", "ssd") : Map.of(),
                random.nextInt(6) == 0 ? Optional.of("sim") : Optional.empty(),
                random.nextInt(3) == 0 ? Set.of(NEEDS[random.nextInt(NEEDS.length)]) : Set.of(),
                random.nextInt(3) == 0 ? Optional.of(move(random)) : Optional.empty());
    }

    private static PlacementRequest.Move move(Random random) {
        return new PlacementRequest.Move(
                "host" + random.nextInt(40),
                random.nextBoolean(),
                random.nextInt(3) == 0 ? Optional.of("nfs") : Optional.empty(),
                random.nextInt(3) == 0 ? Set.of("fast") : Set.of());
    }

    private static Optional<String> scan(PlacementRequest request, Map<String, Known> known, boolean own) {
        Comparator<Known> byRank = Comparator.comparingLong(host ->
                Spread.rank(host.facts().name(), host.free(), host.facts().capacity()));
        return known.values().stream()
                .filter(host -> own == host.facts().own())
                .filter(host ->
                        Filter.firstAgainst(request, host.facts(), host.free()).isEmpty())
                .max(byRank.thenComparing(
                        Comparator.comparing((Known host) -> host.facts().name())
                                .reversed()))
                .map(host -> host.facts().name());
    }
}
