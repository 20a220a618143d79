package io.quark.common.model;

/**
 * Where a port of a VXLAN network is: a node {@code places/<b>/<port>} below its network, from which the other hosts of the network
 * make their forwarding entries.
 *
 * @param host the compute
 * @param tunnel the address at which that host takes tunnelled traffic
 * @param mac of the port
 */
public record Place(String host, String tunnel, String mac, String instance) {}
