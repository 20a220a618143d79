package io.quark.compute.sim;

import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.nic.WiredNics;
import io.quark.compute.storage.RecordedSnapshots.Kept;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** All simulated hosts of a process. Thread safe. */
public final class SimWorld implements AutoCloseable {

    private final SimPace pace;
    private final Optional<SimJournal<SimMachine>> journal;
    private final SimWires wires;
    private final SimLedger<VolumeOwner> volumes;
    private final SimLedger<Kept> snapshots;
    private final ConcurrentMap<String, SimHost> hosts = new ConcurrentHashMap<>();
    private final Map<SimJournal.Key, SimMachine> remembered;

    private SimWorld(
            SimPace pace,
            Optional<SimJournal<SimMachine>> journal,
            Map<SimJournal.Key, SimMachine> remembered,
            SimWires wires,
            SimLedger<VolumeOwner> volumes,
            SimLedger<Kept> snapshots) {
        this.pace = pace;
        this.volumes = volumes;
        this.snapshots = snapshots;
        this.wires = wires;
        this.journal = journal;
        this.remembered = remembered;
    }

    /**
     * What a simulation is like.
     *
     * @param step what each step takes
     * @param jitter up to this much is added
     * @param seed of jitter and faults
     * @param failRate share of the steps that fail for good, 0 to 1
     * @param failHosts hosts where every step fails
     * @param journal where machines are remembered beyond the process; absent: nowhere
     */
    public record Settings(
            Duration step, Duration jitter, long seed, double failRate, Set<String> failHosts, Optional<Path> journal) {

        /** Steps take no time, nothing fails, nothing is remembered. */
        public static final Settings IDEAL =
                new Settings(Duration.ZERO, Duration.ZERO, 1, 0, Set.of(), Optional.empty());

        public Settings remembering(Path file) {
            return new Settings(step, jitter, seed, failRate, failHosts, Optional.of(file));
        }
    }

    public static SimWorld open(Settings settings) throws IOException {
        SimPace pace = new SimPace(new SimPace.Settings(
                settings.step(), settings.jitter(), settings.seed(), settings.failRate(), settings.failHosts()));
        SimLedger<VolumeOwner> volumes = SimLedger.open(
                beside(settings, ".volumes"), VolumeOwner.class, new VolumeOwner("gone", "gone", "gone", "gone"));
        SimLedger<Kept> snapshots =
                SimLedger.open(beside(settings, ".snapshots"), Kept.class, new Kept(true, List.of("gone")));
        if (settings.journal().isEmpty()) {
            return new SimWorld(pace, Optional.empty(), Map.of(), SimWires.inMemory(), volumes, snapshots);
        }
        Path file = settings.journal().get();
        SimJournal<SimMachine> journal = SimJournal.open(file, SimMachine.class, SimMachine.NOTHING);
        return new SimWorld(
                pace,
                Optional.of(journal),
                journal.load(),
                SimWires.remembering(file.resolveSibling(file.getFileName() + ".nics")),
                volumes,
                snapshots);
    }

    private static Optional<Path> beside(Settings settings, String suffix) {
        return settings.journal().map(file -> file.resolveSibling(file.getFileName() + suffix));
    }

    /** The storage of the host of that name, with what is remembered of it. */
    public SimStorage storage(String name, long mib) {
        return storage(name, mib, Optional.empty());
    }

    /**
     * The same for a host that may share it.
     *
     * @param shared the name under which other hosts have the same storage, if they do
     */
    public SimStorage storage(String name, long mib, Optional<String> shared) {
        return new SimStorage(
                host(name), mib, shared, volumes.of(shared.orElse(name)), snapshots.of(shared.orElse(name)));
    }

    /** The host of that name, with what is remembered of it. */
    public SimHost host(String name) {
        return hosts.computeIfAbsent(name, host -> {
            Map<String, SimMachine> machines = new HashMap<>();
            remembered.forEach((key, machine) -> {
                if (key.host().equals(host)) {
                    machines.put(key.instance(), machine);
                }
            });
            return new SimHost(host, pace, machines, this::changed, this::host);
        });
    }

    /** What the host of that name remembers of wired interfaces. */
    public WiredNics nics(String name) {
        return wires.of(name);
    }

    @Override
    public void close() {
        pace.close();
        wires.close();
        volumes.close();
        snapshots.close();
        journal.ifPresent(SimJournal::close);
    }

    private void changed(SimJournal.Key key, SimMachine machine) {
        journal.ifPresent(file -> file.append(key, machine, this::all));
    }

    private Map<SimJournal.Key, SimMachine> all() {
        Map<SimJournal.Key, SimMachine> all = new HashMap<>(remembered);
        for (SimHost host : hosts.values()) {
            all.keySet().removeIf(key -> key.host().equals(host.name()));
            host.machines().forEach((instance, machine) -> all.put(new SimJournal.Key(host.name(), instance), machine));
        }
        return all;
    }
}
