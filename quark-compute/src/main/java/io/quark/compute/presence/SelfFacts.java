package io.quark.compute.presence;

import io.quark.common.model.ComputeSelf;
import io.quark.common.model.ComputeSelf.NetworkFacts;
import io.quark.common.model.ComputeSelf.Ratios;
import io.quark.compute.hypervisor.HostFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the operator says of a host, beside what the host says of itself.
 *
 * @param reservedRam MiB kept back for the host itself
 * @param reservedCpu threads kept back
 * @param reservedStorage MiB kept back
 * @param endpoint URL at which api processes look into its machines; absent: they do not
 * @param migration URI at which other hosts' hypervisors reach this one's; absent: it takes no machines from them
 * @param sharedStorage name of the storage that its machines' disks lie on, where other hosts share it
 * @param storagePools names of the storage pools that volumes can lie in, besides
 */
public record SelfFacts(
        String name,
        Map<String, String> labels,
        Optional<String> zone,
        Ratios ratios,
        long reservedRam,
        int reservedCpu,
        long reservedStorage,
        Optional<String> endpoint,
        Optional<String> migration,
        Optional<String> sharedStorage,
        List<String> storagePools) {

    public SelfFacts {
        labels = Map.copyOf(labels);
        storagePools = List.copyOf(storagePools);
    }

    /**
     * {@code self} as it is to be written.
     *
     * @param storage MiB that the file system of the machines' disks has
     * @param network what the host is connected to, and what its drivers can do
     * @param before as it was; what others have set there stays
     */
    public ComputeSelf self(
            HostFacts host, long storage, NetworkFacts network, String version, Optional<ComputeSelf> before) {
        Map<String, String> versions = new TreeMap<>(host.versions());
        versions.put("quark", version);
        return new ComputeSelf(
                name,
                Math.max(0, host.ram() - reservedRam),
                Math.max(0, host.cpu() - reservedCpu),
                Math.max(0, storage - reservedStorage),
                network,
                new TreeMap<>(labels),
                zone,
                host.hypervisor(),
                before.map(ComputeSelf::state).orElse(ComputeSelf.READY),
                versions,
                ratios,
                endpoint,
                migration,
                sharedStorage,
                storagePools);
    }
}
