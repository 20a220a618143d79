package io.quark.api.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.IntSupplier;

/**
 * The network between {@link NamespacedHost}s: a bridge in a network namespace of its own, with cables to theirs. The machine's own network
 * has no part in it and no way into it.
 */
final class Underlay implements AutoCloseable {

    private static final String BRIDGE = "underlay";
    private static final int ZOOKEEPER_PORT = 2181;

    private final String rig;
    private final Namespace namespace;
    private final Relay zookeeper;

    private Underlay(String rig, Namespace namespace, Relay zookeeper) {
        this.rig = rig;
        this.namespace = namespace;
        this.zookeeper = zookeeper;
    }

    /**
     * Makes it.
     *
     * @param rig what the names of its namespaces begin with
     * @param zookeeper where ZooKeeper listens on this machine's loopback
     */
    static Underlay open(String rig, IntSupplier zookeeper) throws Exception {
        Namespace namespace = new Namespace(rig + "-" + BRIDGE);
        namespace.add();
        namespace.ip("link", "add", BRIDGE, "type", "bridge", "stp_state", "0", "forward_delay", "0");
        namespace.ip("address", "add", address(1) + "/24", "dev", BRIDGE);
        namespace.ip("link", "set", BRIDGE, "up");
        InetSocketAddress door = new InetSocketAddress(address(1), ZOOKEEPER_PORT);
        return new Underlay(rig, namespace, Relay.open(namespace, door, zookeeper));
    }

    /** From the addresses that are for trials between networks (RFC 2544). */
    static String address(int host) {
        return "198.18.0." + host;
    }

    String zookeeperConnect() {
        return address(1) + ":" + ZOOKEEPER_PORT;
    }

    Namespace namespaceOf(String part) {
        return new Namespace(rig + "-" + part);
    }

    void connect(NamespacedHost host) {
        String socket = "to-" + host.name();
        String there = host.namespace().name();
        namespace.ip("link", "add", socket, "type", "veth", "peer", "name", "uplink", "netns", there);
        namespace.ip("link", "set", socket, "master", BRIDGE, "up");
        host.namespace().ip("address", "add", host.address() + "/24", "dev", "uplink");
        host.namespace().ip("link", "set", "uplink", "up");
    }

    void disconnect(NamespacedHost host) {
        Libvirt.run("ip", "-n", namespace.name(), "link", "delete", "to-" + host.name());
    }

    @Override
    public void close() throws IOException {
        zookeeper.close();
        namespace.remove();
    }
}
