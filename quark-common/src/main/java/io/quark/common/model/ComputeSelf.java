package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an outsider needs to know to select a compute ({@code self}); rewritten only when a fact changes.
 *
 * @param ram MiB that machines may use
 * @param cpu physical CPUs (threads)
 * @param storage MiB that machines may use
 * @param zone where it stands; absent: the zone {@code default}
 * @param state {@code ready}, or {@code cordoned}: takes no new machines
 * @param endpoint URL at which the daemon lets api processes look into its machines; absent: it does not
 * @param migration URI at which other hosts' hypervisors reach this one's, to send machines; absent: it takes none
 * @param sharedStorage name of the storage that its machines' disks lie on, where other hosts share it
 * @param versions of quark, libvirt, hypervisor, by name
 * @param storagePools names of the storage pools that volumes can lie in, besides the directory of its machines' disks
 */
public record ComputeSelf(
        String name,
        long ram,
        int cpu,
        long storage,
        NetworkFacts network,
        Map<String, String> labels,
        Optional<String> zone,
        HypervisorFacts hypervisor,
        String state,
        Map<String, String> versions,
        Ratios ratios,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> endpoint,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> migration,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> sharedStorage,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> storagePools) {

    public static final String READY = "ready";

    /** Without storage pools. */
    public ComputeSelf(
            String name,
            long ram,
            int cpu,
            long storage,
            NetworkFacts network,
            Map<String, String> labels,
            Optional<String> zone,
            HypervisorFacts hypervisor,
            String state,
            Map<String, String> versions,
            Ratios ratios,
            Optional<String> endpoint,
            Optional<String> migration,
            Optional<String> sharedStorage) {
        this(
                name,
                ram,
                cpu,
                storage,
                network,
                labels,
                zone,
                hypervisor,
                state,
                versions,
                ratios,
                endpoint,
                migration,
                sharedStorage,
                List.of());
    }

    public ComputeSelf {
        labels = Copies.map(labels);
        versions = Copies.map(versions);
        storagePools = Copies.list(storagePools);
    }

    /** What machines may be promised here in all: the facts times the overcommit ratios. */
    public Resources capacity() {
        return new Resources(
                (long) Math.floor(ram * ratios.ram()),
                (int) Math.floor(cpu * ratios.cpu()),
                (long) Math.floor(storage * ratios.storage()),
                network.maxBandwidth());
    }

    /**
     * The host's network.
     *
     * @param maxBandwidth kbit/s that the host's uplink carries, each way
     * @param tunnel the address at which it takes tunnelled traffic; absent: VXLAN networks cannot be on it
     * @param physical the physical networks that it is connected to, for flat and VLAN networks
     * @param drivers by name, what each driver here can: see {@code Capabilities} of quark-net
     */
    public record NetworkFacts(
            long maxBandwidth, Optional<String> tunnel, List<String> physical, Map<String, List<String>> drivers) {
        public NetworkFacts {
            physical = Copies.list(physical);
            drivers = Copies.map(drivers);
        }

        /** A host that is connected to nothing but its uplink. */
        public static NetworkFacts of(long maxBandwidth) {
            return new NetworkFacts(maxBandwidth, Optional.empty(), List.of(), Map.of());
        }
    }

    /**
     * The host's hypervisor.
     *
     * @param kind {@code qemu}, {@code test}, {@code sim}
     * @param uri how the daemon reaches it
     * @param arch of its guests
     */
    public record HypervisorFacts(String kind, String uri, String arch) {}

    /** Overcommit: how much of each may be promised for each unit there is. */
    public record Ratios(double ram, double cpu, double storage) {}
}
