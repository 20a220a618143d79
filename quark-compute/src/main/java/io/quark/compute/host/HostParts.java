package io.quark.compute.host;

import io.quark.compute.hypervisor.Hypervisor;
import io.quark.compute.hypervisor.Storage;
import io.quark.compute.nic.Wiring;

/** What one compute works with. */
public record HostParts(Hypervisor hypervisor, Storage storage, Wiring wiring) {}
