package io.quark.net.host;

/**
 * The names of the devices that Quark makes. The end of an id is used: its beginning is the time, alike for ids made at once. With two
 * letters before it a name is well within the kernel's 15 characters.
 */
final class DeviceNames {

    private static final int ID_DIGITS = 10;

    private DeviceNames() {}

    /** The bridge of a network. */
    static String bridge(String network) {
        return "qk" + digits(network);
    }

    /** The VLAN device that a network leaves the host by. */
    static String vlan(String network) {
        return "qv" + digits(network);
    }

    /** The VXLAN device that a network leaves the host by. */
    static String vxlan(String network) {
        return "qx" + digits(network);
    }

    /** The tap device of a port. */
    static String tap(String port) {
        return "qt" + digits(port);
    }

    private static String digits(String id) {
        return id.substring(Math.max(0, id.length() - ID_DIGITS));
    }
}
