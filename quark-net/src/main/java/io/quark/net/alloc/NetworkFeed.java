package io.quark.net.alloc;

import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView.Change;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.Ip;
import java.util.List;
import java.util.Optional;

/** Brings into the state what the view tells of networks and all that is below them. */
final class NetworkFeed {

    private final NetState state;
    private final Paths paths;

    NetworkFeed(NetState state) {
        this.state = state;
        this.paths = state.paths();
    }

    /**
     * Takes in one change.
     *
     * @param parts of its path: {@code net, networks, <id>, ...}
     */
    void apply(Change change, List<String> parts) {
        String id = parts.get(2);
        if (parts.size() == 3 && change.after().isPresent()) {
            NetworkState network = state.networks().computeIfAbsent(id, any -> new NetworkState());
            network.seen(Records.versioned(change.after().get(), Network.class));
        } else if (parts.size() == 3) {
            state.networks().remove(id);
        } else {
            // A network that is gone already has taken all below it along.
            state.network(id).ifPresent(network -> below(network, change, parts));
        }
    }

    private void below(NetworkState network, Change change, List<String> parts) {
        if (parts.get(3).equals("ports") && parts.size() == 6) {
            port(network, change, parts.get(5));
            return;
        }
        Optional<SubnetState> subnet = subnetOfAddresses(network, parts);
        if (subnet.isPresent() && parts.size() == 8) {
            Records.claim(subnet.get().addresses(), change, parts.get(7), Ip::parse);
            return;
        }
        if (subnet.isPresent() && parts.size() == 7) {
            Records.bucket(subnet.get().addresses(), change, parts.get(6));
        }
        if (parts.get(3).equals("subnets") && parts.size() == 5) {
            subnet(network, change, parts.get(4));
        }
        if (parts.get(3).equals("pending") && parts.size() == 5) {
            pending(network, change, parts.get(4));
        }
        if (change.after().isPresent()) {
            network.structure().add(change.path());
        } else {
            network.structure().remove(change.path());
        }
    }

    private static Optional<SubnetState> subnetOfAddresses(NetworkState network, List<String> parts) {
        return parts.size() > 6
                        && parts.get(3).equals("subnets")
                        && parts.get(5).equals("addresses")
                ? Optional.ofNullable(network.subnets().get(parts.get(4)))
                : Optional.empty();
    }

    private static void pending(NetworkState network, Change change, String workUnit) {
        if (change.after().isEmpty()) {
            network.pending().remove(workUnit);
            return;
        }
        Node node = change.after().get();
        PendingBatch batch = Records.read(node, PendingBatch.class).orElse(PendingBatch.MAKING);
        network.pending().put(workUnit, new Versioned<>(batch, node.version()));
    }

    private static void port(NetworkState network, Change change, String id) {
        if (change.after().isEmpty()) {
            network.ports().remove(id);
            return;
        }
        Node node = change.after().get();
        network.ports()
                .put(
                        id,
                        Records.versioned(node, Port.class)
                                .orElseGet(() -> new Versioned<>(unreadable(node, id), node.version())));
    }

    /** It is there and holds its network, whatever it says. */
    private static Port unreadable(Node node, String id) {
        Port.Device device = new Port.Device(Records.UNREADABLE, id);
        return new Port(
                id,
                "",
                "",
                "",
                "",
                Optional.empty(),
                List.of(),
                Optional.of(device),
                Optional.empty(),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                node.createdAt(),
                "");
    }

    private void subnet(NetworkState network, Change change, String id) {
        Optional<SubnetState> before = Optional.ofNullable(network.subnets().remove(id));
        change.after()
                .flatMap(node -> Records.read(node, Subnet.class))
                .flatMap(subnet -> Records.sound(subnet, record -> subnet(record, before)))
                .ifPresent(now -> network.subnets().put(id, now));
    }

    private SubnetState subnet(Subnet record, Optional<SubnetState> before) {
        return new SubnetState(
                record, before.map(SubnetState::addresses).orElseGet(() -> SubnetState.noAddresses(record, paths)));
    }
}
