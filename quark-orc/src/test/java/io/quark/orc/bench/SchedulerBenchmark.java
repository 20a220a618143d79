package io.quark.orc.bench;

import io.quark.common.model.Resources;
import io.quark.orc.schedule.HostFacts;
import io.quark.orc.schedule.HostTable;
import io.quark.orc.schedule.PlacementRequest;
import io.quark.orc.schedule.ScheduleAnswer;
import io.quark.orc.schedule.Scheduler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decisions per second among many hosts, each with the update that follows it and one machine that ends. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchedulerBenchmark {

    /** How the cluster looks. */
    public enum Cluster {
        /** Alike and nearly empty. */
        EMPTY,
        /** Alike, and 99 of 100 full. */
        NEARLY_FULL,
        /** Of four sizes, three zones, eight sets of labels, half full. */
        MIXED
    }

    private static final Resources SIZE = new Resources(262_144, 128, 4_000_000, 10_000_000);
    private static final Resources MACHINE = new Resources(2048, 2, 20_000, 0);

    @Param({"10000"})
    int hosts;

    @Param
    Cluster cluster;

    private final HostTable table = new HostTable();
    private final Map<String, Resources> free = new HashMap<>();
    private String[] placed = new String[4096];
    private int next = 0;
    private PlacementRequest request =
            new PlacementRequest(MACHINE, List.of(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty());

    @Setup
    public void build() {
        placed = new String[4096];
        Random random = new Random(1);
        for (int i = 0; i < hosts; i++) {
            boolean mixed = cluster == Cluster.MIXED;
            long scale = mixed ? 1L << random.nextInt(4) : 8;
            Resources capacity = new Resources(
                    SIZE.ram() * scale / 8, (int) (SIZE.cpu() * scale / 8), SIZE.storage(), SIZE.bandwidth());
            HostFacts facts = new HostFacts(
                    "host" + i,
                    HostFacts.Condition.READY,
                    mixed ? "zone" + random.nextInt(3) : "default",
                    mixed ? Map.of("rack", "r" + random.nextInt(8)) : Map.of(),
                    "sim",
                    random.nextBoolean(),
                    capacity);
            Resources left = switch (cluster) {
                case EMPTY -> capacity;
                case NEARLY_FULL -> random.nextInt(100) == 0 ? capacity : new Resources(1024, 1, 10_000, 1_000_000);
                case MIXED ->
                    new Resources(
                            (long) (capacity.ram() * random.nextDouble()),
                            (int) (capacity.cpu() * random.nextDouble()),
                            (long) (capacity.storage() * random.nextDouble()),
                            capacity.bandwidth());
            };
            free.put(facts.name(), left);
            table.put(facts, left);
        }
        if (cluster == Cluster.MIXED) {
            request = new PlacementRequest(
                    MACHINE, List.of(), Optional.empty(), Optional.of("zone1"), Map.of("rack", "r3"), Optional.empty());
        }
    }

    @Benchmark
    public ScheduleAnswer placeAndUpdate() {
        ScheduleAnswer answer = Scheduler.place(request, table);
        if (answer instanceof ScheduleAnswer.Placement placement) {
            change(placement.host(), false);
            String old = placed[next];
            if (old != null) {
                change(old, true);
            }
            placed[next] = placement.host();
            next = (next + 1) % placed.length;
        }
        return answer;
    }

    private void change(String host, boolean more) {
        Resources now = free.get(host);
        Resources then = more ? now.plus(MACHINE) : now.minus(MACHINE);
        free.put(host, then);
        table.setFree(host, then);
    }
}
