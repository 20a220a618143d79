package io.quark.common.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A device's place on a network; a child of its network in the tree.
 *
 * @param mac lower case, colons
 * @param macRange id of the range that its MAC was taken from; absent: the MAC was asked for, outside every range
 * @param op the work unit that wrote it
 */
public record Port(
        String id,
        String network,
        String name,
        String project,
        String mac,
        Optional<String> macRange,
        List<PortAddress> addresses,
        Device device,
        Optional<String> qosPolicy,
        Instant createdAt,
        String op) {

    public Port {
        addresses = Copies.list(addresses);
    }

    public record PortAddress(String ip, String subnet) {}

    /**
     * What uses the port.
     *
     * @param type {@code instance}, or whatever else uses a port
     */
    public record Device(String type, String id) {}
}
