package io.quark.compute.hypervisor;

import java.util.Optional;

/**
 * One network interface as the domain has it.
 *
 * @param mac lower case, colons
 * @param bridge the host's bridge that it is plugged into; absent: the hypervisor's user-mode network
 * @param device name of its tap on the host, where the driver wants a certain one
 * @param mtu bytes
 */
public record DomainNic(String mac, Optional<String> bridge, Optional<String> device, int mtu) {}
