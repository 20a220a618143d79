package io.quark.net.host.ovs;

import io.quark.common.id.Ids;
import io.quark.net.host.DeviceNames;

/**
 * What things are called in Open vSwitch: two letters and the end of an id, within the kernel's 15. The end is used because the beginning is
 * the time, alike for ids made at once.
 */
final class Names {

    private Names() {}

    /** The bridge of a network. */
    static String network(String network) {
        return DeviceNames.named("qo", network);
    }

    /** The tunnel port of a VXLAN network's bridge. */
    static String tunnel(String network) {
        return DeviceNames.named("qv", network);
    }

    /** The bridge of a physical network. */
    static String physical(String name) {
        return DeviceNames.named("qb", Ids.derived("physical/" + name));
    }

    /** The end of a network's way to its physical network, on the network's bridge. */
    static String up(String network) {
        return DeviceNames.named("ql", network);
    }

    /** The other end of {@link #up}, on the physical network's bridge. */
    static String down(String network) {
        return DeviceNames.named("qm", network);
    }

    /** The bridge in front of a port. */
    static String port(String port) {
        return DeviceNames.named("qp", port);
    }

    /** The end of a port's way to its network, on the port's bridge. */
    static String inner(String port) {
        return DeviceNames.named("qi", port);
    }

    /** The other end of {@link #inner}, on the network's bridge. */
    static String outer(String port) {
        return DeviceNames.named("qu", port);
    }

    /** The tap device of a port's machine. */
    static String tap(String port) {
        return DeviceNames.tap(port);
    }

    /** A bridge that is there only to see whether there can be one. */
    static String probe(String owner) {
        return DeviceNames.named("qz", Ids.derived("probe/" + owner));
    }
}
