package io.quark.net.host.ovs;

import io.quark.common.id.Ids;

/**
 * What things are called in Open vSwitch: two letters and the end of an id, within the kernel's 15. The end is used because the beginning is
 * the time, alike for ids made at once.
 */
final class Names {

    private static final int ID_DIGITS = 10;

    private Names() {}

    /** The bridge of a network. */
    static String network(String network) {
        return "qo" + digits(network);
    }

    /** The tunnel port of a VXLAN network's bridge. */
    static String tunnel(String network) {
        return "qv" + digits(network);
    }

    /** The bridge of a physical network. */
    static String physical(String name) {
        return "qb" + digits(Ids.derived("physical/" + name));
    }

    /** The end of a network's way to its physical network, on the network's bridge. */
    static String up(String network) {
        return "ql" + digits(network);
    }

    /** The other end of {@link #up}, on the physical network's bridge. */
    static String down(String network) {
        return "qm" + digits(network);
    }

    /** The bridge in front of a port. */
    static String port(String port) {
        return "qp" + digits(port);
    }

    /** The end of a port's way to its network, on the port's bridge. */
    static String inner(String port) {
        return "qi" + digits(port);
    }

    /** The other end of {@link #inner}, on the network's bridge. */
    static String outer(String port) {
        return "qu" + digits(port);
    }

    /** The tap device of a port's machine. */
    static String tap(String port) {
        return "qt" + digits(port);
    }

    /** A bridge that is there only to see whether there can be one. */
    static String probe(String owner) {
        return "qz" + digits(Ids.derived("probe/" + owner));
    }

    private static String digits(String id) {
        return id.substring(Math.max(0, id.length() - ID_DIGITS));
    }
}
