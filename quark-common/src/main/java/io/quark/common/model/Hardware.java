package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a machine has of its host beyond memory, processors and disk. Only flavors give it, and only operators make flavors: a user cannot
 * ask for any of it.
 *
 * @param cpuPins for each virtual CPU the host's CPUs that it may run on, e.g. {@code 2} or {@code 4-7}; empty: any
 * @param numa the guest's NUMA nodes; empty: one
 * @param hugePageKib size of the huge pages that hold its memory; absent: ordinary pages
 * @param pci addresses of devices of the host that it gets whole, e.g. {@code 0000:03:00.0}
 * @param domainXml elements of libvirt's domain XML, put below {@code domain}
 * @param devicesXml the same below {@code devices}
 * @param hostLabels only hosts with all of these labels may carry it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Hardware(
        List<String> cpuPins,
        List<NumaNode> numa,
        Optional<Long> hugePageKib,
        List<String> pci,
        List<String> domainXml,
        List<String> devicesXml,
        Map<String, String> hostLabels) {

    public static final Hardware PLAIN =
            new Hardware(List.of(), List.of(), Optional.empty(), List.of(), List.of(), List.of(), Map.of());

    public Hardware {
        cpuPins = Copies.list(cpuPins);
        numa = Copies.list(numa);
        pci = Copies.list(pci);
        domainXml = Copies.list(domainXml);
        devicesXml = Copies.list(devicesXml);
        hostLabels = Copies.map(hostLabels);
    }

    /**
     * One NUMA node of the guest.
     *
     * @param cpus its virtual CPUs, e.g. {@code 0-3}
     * @param ram MiB
     * @param hostNode the host's node that holds its memory, where it matters
     */
    public record NumaNode(String cpus, long ram, Optional<Integer> hostNode) {}
}
