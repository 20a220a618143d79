package io.quark.net.host;

import io.quark.common.model.Problem;

/** What can go wrong on a host, in words. */
public final class HostProblems {

    private HostProblems() {}

    public static DriverException failed(String detail) {
        return new DriverException(Problem.of(
                "host-network-failed",
                "Network cannot be realised on the host",
                500,
                detail,
                "look at the host; the step is tried again"));
    }

    public static DriverException foreignDevice(String device, String what, String network) {
        return new DriverException(Problem.of(
                "device-name-taken",
                "Device is not Quark's",
                409,
                "the host has a device " + device + " (" + what + ") that Quark did not make for network " + network,
                "rename or remove that device"));
    }

    static DriverException notGuarded(String detail) {
        return new DriverException(Problem.of(
                "anti-spoofing-impossible",
                "Anti-spoofing cannot be had on this host",
                500,
                "the network driver 'bridge' cannot keep machines to their own addresses: " + detail,
                "install nftables, and run quark-compute as root on a kernel with nftables for bridges; or set"
                        + " net.options.bridge.anti_spoofing to if_possible (a warning) or false"));
    }

    static DriverException segmentUnsupported(String driver, String network, String segment) {
        return new DriverException(Problem.of(
                "segment-unsupported",
                "Segment type not supported",
                409,
                "the driver '" + driver + "' cannot realise network '" + network + "': its segment is " + segment,
                "use a flat network"));
    }

    public static DriverException missing(String driver, String what, String detail, String hint) {
        return new DriverException(Problem.of(
                "host-lacks-driver",
                "Network driver cannot work on this host",
                500,
                "the driver '" + driver + "' needs " + what + ": " + detail,
                hint));
    }

    /** Something that a driver never does; the hint says what to do instead. */
    static DriverException unsupported(String driver, String what, String hint) {
        return new DriverException(Problem.of(
                DriverException.UNSUPPORTED,
                "Not supported by the network driver",
                409,
                "the driver '" + driver + "' of this host cannot " + what,
                hint));
    }

    static DriverException noSuchDriver(String driver, String network, Iterable<String> there) {
        return new DriverException(Problem.of(
                "no-such-driver",
                "Network driver missing",
                409,
                "this host has no network driver '" + driver + "', which network '" + network + "' asks for; it has "
                        + String.join(", ", there),
                "use a network with one of those drivers, or install the driver on the host"));
    }

    /** Why the physical network of a network cannot be joined here. */
    public static DriverException physical(String network, String physical, String why, String hint) {
        return new DriverException(Problem.of(
                "physical-network-unusable",
                "Physical network cannot be joined",
                409,
                "network '" + network + "' is on the physical network '" + physical + "': " + why,
                hint));
    }

    /** @param kind of device, in iproute2's words */
    static DriverException kindUnsupported(String kind, String network, String kernel) {
        return new DriverException(Problem.of(
                "device-kind-unsupported",
                "The kernel has no such devices",
                409,
                "the kernel of this host makes no " + kind + " device for network " + network + ": " + kernel,
                "load its module ("
                        + (kind.equals("vlan") ? "8021q" : kind)
                        + "), or keep such networks off this host"));
    }

    /** @param kind of device, in iproute2's words */
    static DriverException segmentInUse(String kind, String network, String id) {
        return new DriverException(Problem.of(
                "segment-in-use",
                "Segment is in use on the host",
                409,
                "this host has another " + kind + " device with the id " + id + " of network " + network,
                "remove that device (ip -details link show type " + kind + "), or take its id out of Quark's pools"));
    }

    public static DriverException noTunnel(String network, String why, String hint) {
        return new DriverException(Problem.of(
                "no-tunnel",
                "Host takes no tunnelled traffic",
                409,
                "network '" + network + "' is a VXLAN network: " + why,
                hint));
    }

    static DriverException mtuTooLarge(String network, int mtu, String device, int has, int needs) {
        return new DriverException(Problem.of(
                "mtu-too-large",
                "Network's MTU does not fit the host",
                409,
                "network '" + network + "' has an MTU of " + mtu + " bytes, which needs " + needs + " on " + device
                        + "; it has " + has,
                "set the MTU of " + device + " (and of what it is connected to) to at least " + needs
                        + ", or make the network with an MTU of at most " + (mtu - (needs - has))));
    }

    static DriverException notAttached(String port, String network, String what) {
        return new DriverException(Problem.of(
                "endpoint-not-attached",
                "Port is not attached here",
                409,
                what + ": port " + port + " of network " + network + " is not attached on this host",
                "attach it first"));
    }

    static DriverException attachedElsewhere(String port, String network, String other) {
        return new DriverException(Problem.of(
                "port-on-another-network",
                "Port is on another network",
                409,
                "port " + port + " cannot join network " + network + ": it is attached here to network " + other,
                "detach it there first"));
    }

    static DriverException segmentHeld(String network, String segment, String other) {
        return new DriverException(Problem.of(
                "segment-held",
                "Segment belongs to another network",
                409,
                "network " + network + " has " + segment + ", which network " + other + " has on this host",
                "see why both have it: an id belongs to one network until every host has let go of it"));
    }

    static DriverException heldByAnother(String what, String port, String other, String network) {
        return new DriverException(Problem.of(
                "address-held",
                "Address belongs to another port",
                409,
                what + " of port " + port + " is that of port " + other + " on network " + network + " on this host",
                "see why both have it: an address belongs to one port until its host has let go of it"));
    }
}
