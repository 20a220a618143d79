package io.quark.net.host;

/**
 * A network device as the kernel tells it.
 *
 * @param kind {@code bridge}, {@code tun}, ...; empty for hardware
 * @param alias empty if it has none
 * @param mtu bytes
 * @param up administratively
 */
record Link(String name, String kind, String alias, int mtu, boolean up) {}
