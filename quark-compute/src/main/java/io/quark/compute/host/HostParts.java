package io.quark.compute.host;

import io.quark.common.model.ComputeSelf.NetworkFacts;
import io.quark.compute.hypervisor.Hypervisor;
import io.quark.compute.hypervisor.Storage;
import io.quark.compute.nic.Regulation;
import io.quark.compute.nic.Wiring;
import io.quark.compute.task.BegunChanges;

/**
 * What one compute works with.
 *
 * @param begun which changes are under way
 * @param network what the host is connected to, and what its drivers can do
 */
public record HostParts(
        Hypervisor hypervisor,
        Storage storage,
        Wiring wiring,
        Regulation regulation,
        BegunChanges begun,
        NetworkFacts network) {}
