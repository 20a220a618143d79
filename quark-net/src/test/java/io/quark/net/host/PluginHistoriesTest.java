package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random histories of a host - machines come, change and go, the driver fails now and then, the daemon dies and comes back, several threads at
 * once - and after each: constraints a to d in the driver's log, and nothing left in the end.
 */
class PluginHistoriesTest {

    private static final int STEPS = 60;

    private final AtomicInteger calls = new AtomicInteger();
    private final Set<String> journal = ConcurrentHashMap.newKeySet();

    @Property(tries = 150)
    void oneThread(@ForAll long seed) {
        Random random = new Random(seed);
        RecordingDriver driver = failingOneIn(6, random.nextInt(100));
        List<Nic> nics = nics();
        Plugin plugin = restarted(driver, nics);
        for (int step = 0; step < STEPS; step++) {
            Nic nic = nics.get(random.nextInt(nics.size()));
            switch (random.nextInt(10)) {
                case 0 -> plugin = restarted(driver, nics);
                case 1 -> plugin.recheck();
                default -> move(plugin, nic, random);
            }
        }
        assertNothingIsLeft(plugin, driver, nics);
    }

    @Property(tries = 20)
    void severalThreadsOverSeveralLives(@ForAll long seed) throws Exception {
        RecordingDriver driver = failingOneIn(8, 3);
        List<Nic> nics = nics();
        Plugin plugin = restarted(driver, nics);
        for (int life = 0; life < 3; life++) {
            inThreads(plugin, nics, seed + life);
            plugin = restarted(driver, nics);
        }
        assertNothingIsLeft(plugin, driver, nics);
    }

    private void inThreads(Plugin plugin, List<Nic> nics, long seed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> jobs = new ArrayList<>();
            for (int i = 0; i < nics.size(); i++) { // as the daemon does: one operation at a time for a machine
                Nic nic = nics.get(i);
                Random random = new Random(seed * 31 + i);
                jobs.add(() -> {
                    for (int step = 0; step < STEPS / 4; step++) {
                        move(plugin, nic, random);
                    }
                    return true;
                });
            }
            jobs.add(() -> {
                for (int i = 0; i < 10; i++) {
                    plugin.recheck();
                }
                return true;
            });
            for (Future<Boolean> done : threads.invokeAll(jobs)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** As the daemon does: what is to be wired is written down before, and struck out after it was unwired. */
    private void move(Plugin plugin, Nic nic, Random random) {
        boolean isNew = !journal.contains(nic.port());
        try {
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    journal.add(nic.port());
                    plugin.attach(nic);
                }
                case 2 ->
                    plugin.update(Nics.with(nic, List.of(nic.addresses().get(0).ip())));
                case 3 -> plugin.limit(nic, TrafficLimits.NONE);
                case 4 -> plugin.forward(nic, Set.of(new Forward("52:54:00:00:09:09", "192.0.2.9")));
                default -> {
                    plugin.detach(nic);
                    journal.remove(nic.port());
                }
            }
        } catch (DriverException refused) {
            assertThat(refused.problem().detail()).isNotBlank();
            if (isNew && !refused.problem().type().endsWith("host-network-failed")) {
                journal.remove(nic.port()); // two claims of one thing never come out of the tree: it is not the host's
            }
        }
    }

    private Plugin restarted(RecordingDriver driver, List<Nic> nics) {
        Plugin plugin = new Plugin(Map.of(RecordingDriver.NAME, driver), Optional.empty());
        plugin.restore(nics.stream().filter(nic -> journal.contains(nic.port())).toList());
        return plugin;
    }

    private RecordingDriver failingOneIn(int often, int offset) {
        return new RecordingDriver(call -> (calls.incrementAndGet() + offset) % often == 0 && calls.get() > 0);
    }

    /** Three networks, two of which have the same segment; each with three ports, two of which have the same address. */
    private static List<Nic> nics() {
        List<Nic> nics = new ArrayList<>();
        for (int network = 0; network < 3; network++) {
            Segment segment = new Segment(Segment.Type.VXLAN, Optional.empty(), Optional.of(network == 0 ? 1 : 2));
            Nic first = Nics.on(Ids.fresh(), RecordingDriver.NAME, segment, 1400);
            Nic second = Nics.another(first, 1);
            nics.addAll(List.of(first, second, Nics.with(Nics.another(first, 2), List.of("10.20.0.5"))));
        }
        return nics;
    }

    private void assertNothingIsLeft(Plugin plugin, RecordingDriver driver, List<Nic> nics) {
        for (Nic nic : nics) {
            detached(plugin, nic);
        }
        journal.clear();
        Plugin last = restarted(driver, nics); // what could not be removed then is left over now
        assertThat(last.recheck()).isEmpty();
        assertThat(driver.endpoints()).isEmpty();
        assertThat(driver.networks()).isEmpty();
        DriverLog.assertInOrder(driver.log(), Set.of());
    }

    private static void detached(Plugin plugin, Nic nic) {
        for (int attempt = 0; attempt < 10; attempt++) {
            try {
                plugin.detach(nic);
                return;
            } catch (DriverException again) {
                assertThat(again).hasMessageContaining("told to fail");
            }
        }
        throw new AssertionError("it cannot be detached");
    }
}
