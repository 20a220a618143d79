package io.quark.compute.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.AdminConfig;
import io.quark.common.config.DaemonConfig;
import io.quark.common.config.FaultConfig;
import io.quark.common.config.Faults;
import io.quark.common.config.LogConfig;
import io.quark.common.config.ZooKeeperConfig;
import io.quark.common.daemon.HostName;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The configuration of quark-compute. */
public record ComputeConfig(
        @JsonPropertyDescription("name of the compute in the tree; empty: the host's name")
        String name,

        AdminConfig admin,
        LogConfig log,
        FaultConfig fault,

        EndpointConfig endpoint,

        @JsonPropertyDescription("file that is written once the daemon is ready; empty: none")
        String readyFile,

        ZooKeeperConfig zookeeper,

        @JsonPropertyDescription("what runs the machines") HypervisorKind hypervisor,

        LibvirtConfig libvirt,
        SimConfig sim,
        NetConfig net,
        StorageConfig storage,

        @JsonPropertyDescription("directory of disks, seeds and cached images; the QEMU user must be able to enter it;"
                + " empty: /var/lib/quark/<name>")
        String storageDir,

        @JsonPropertyDescription("directory of what the daemon itself remembers; empty: /var/lib/quark/<name>")
        String stateDir,

        ReservedConfig reserved,
        RatiosConfig ratios,

        @JsonPropertyDescription("labels that machines can ask for")
        Map<String, String> labels,

        @JsonPropertyDescription("zone that the host stands in; empty: the default zone")
        String zone,

        @JsonPropertyDescription("what the host's uplink carries, kbit/s")
        long maxBandwidth,

        @JsonPropertyDescription(
                "builds (and deletes) worked on at once by each compute; 0: 4 on libvirt, 256 simulated")
        int parallel,

        @JsonPropertyDescription("how often the host is compared with its records, s")
        int reconcileS,

        @JsonPropertyDescription("what cached images may take in all, MiB: the least recently used go first, those that"
                + " machines need stay; 0: no limit")
        long imageCacheMib,

        @JsonPropertyDescription(
                "file that every machine here gets as cloud-init's vendor data, read when the daemon starts; empty: none")
        String vendorData)
        implements DaemonConfig {

    private static final String HOME = "/var/lib/quark";
    private static final int PARALLEL_LIBVIRT = 4;
    private static final int PARALLEL_SIM = 256;

    /** A compute may be silent for longer than an orc: its machines run on meanwhile. */
    private static final int SESSION_TIMEOUT_MS = 15_000;

    public static final ComputeConfig DEFAULTS = new ComputeConfig(
            "",
            AdminConfig.DEFAULTS,
            LogConfig.DEFAULTS,
            FaultConfig.DEFAULTS,
            EndpointConfig.DEFAULTS,
            "",
            ZooKeeperConfig.DEFAULTS.withSessionTimeoutMs(SESSION_TIMEOUT_MS),
            HypervisorKind.LIBVIRT,
            LibvirtConfig.DEFAULTS,
            SimConfig.DEFAULTS,
            NetConfig.DEFAULTS,
            StorageConfig.DEFAULTS,
            "",
            "",
            ReservedConfig.DEFAULTS,
            RatiosConfig.DEFAULTS,
            Map.of(),
            "",
            1_000_000,
            0,
            10,
            20 * 1024,
            "");

    public ComputeConfig {
        labels = Map.copyOf(labels);
        new Faults()
                .name("name", name)
                .within("max_bandwidth", maxBandwidth, 0, Long.MAX_VALUE)
                .within("parallel", parallel, 0, 10_000)
                .within("reconcile_s", reconcileS, 1, 3_600)
                .within("image_cache_mib", imageCacheMib, 0, 1L << 40)
                .when(
                        hypervisor == HypervisorKind.SIM && sim.count() > 1 && !name.isEmpty(),
                        "name",
                        "names one compute, but sim.count is " + sim.count() + ": use sim.prefix")
                .raise();
    }

    public boolean simulated() {
        return hypervisor == HypervisorKind.SIM;
    }

    /** The names of the computes that the process hosts. */
    public List<String> computes() {
        if (!simulated()) {
            return List.of(name.isEmpty() ? HostName.get() : name);
        }
        if (!name.isEmpty()) {
            return List.of(name);
        }
        return IntStream.rangeClosed(1, sim.count())
                .mapToObj(number -> String.format(Locale.ROOT, "%s-%04d", sim.prefix(), number))
                .toList();
    }

    public Path stateDirectory() {
        return directory(stateDir);
    }

    public Path storageDirectory() {
        return directory(storageDir);
    }

    public int parallelTasks() {
        if (parallel > 0) {
            return parallel;
        }
        return simulated() ? PARALLEL_SIM : PARALLEL_LIBVIRT;
    }

    private Path directory(String configured) {
        String of = simulated() && name.isEmpty() ? sim.prefix() : computes().get(0);
        return (configured.isEmpty() ? Path.of(HOME, of) : Path.of(configured)).toAbsolutePath();
    }
}
