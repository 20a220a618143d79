package io.quark.net.host;

import io.quark.common.model.Problem;

/** What can go wrong on a host, in words. */
final class HostProblems {

    private HostProblems() {}

    static DriverException failed(String detail) {
        return new DriverException(Problem.of(
                "host-network-failed",
                "Network cannot be realised on the host",
                500,
                detail,
                "look at the host; the step is tried again"));
    }

    static DriverException foreignDevice(String device, String what, String network) {
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

    /** @param hint what to do instead */
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
}
