package io.quark.net.host;

/**
 * The names of the devices that Quark makes. The end of an id is used: its beginning is the time, alike for ids made at once. With two
 * letters before it a name is well within the kernel's 15 characters.
 */
public final class DeviceNames {

    private static final int ID_DIGITS = 10;

    private DeviceNames() {}

    /** The bridge of a network. */
    static String bridge(String network) {
        return named("qk", network);
    }

    /** The VLAN device that a network leaves the host by. */
    static String vlan(String network) {
        return named("qv", network);
    }

    /** The VXLAN device that a network leaves the host by. */
    static String vxlan(String network) {
        return named("qx", network);
    }

    /** The tap device of a port. */
    public static String tap(String port) {
        return named("qt", port);
    }

    /**
     * The name of a device.
     *
     * @param letters two of them, which tell what it is
     * @param id of what it is for
     */
    public static String named(String letters, String id) {
        return letters + id.substring(Math.max(0, id.length() - ID_DIGITS));
    }
}
