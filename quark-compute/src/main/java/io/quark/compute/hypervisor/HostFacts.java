package io.quark.compute.hypervisor;

import io.quark.common.model.ComputeSelf.HypervisorFacts;
import java.util.Map;

/**
 * What a hypervisor says of the host it stands on.
 *
 * @param ram MiB installed
 * @param cpu threads
 * @param versions by name, e.g. {@code libvirt}
 */
public record HostFacts(HypervisorFacts hypervisor, long ram, int cpu, Map<String, String> versions) {
    public HostFacts {
        versions = Map.copyOf(versions);
    }
}
