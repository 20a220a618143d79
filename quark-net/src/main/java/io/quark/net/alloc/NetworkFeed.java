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
import java.util.function.BiConsumer;

/** Brings into the state what the view tells of networks and all that is below them. */
final class NetworkFeed {

    private static final Quotas.Amounts ONE_NETWORK = new Quotas.Amounts(1, 0, 0);
    private static final Quotas.Amounts ONE_SUBNET = new Quotas.Amounts(0, 1, 0);
    private static final Quotas.Amounts ONE_PORT = new Quotas.Amounts(0, 0, 1);

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
        if (parts.size() == 2) {
            return;
        }
        String id = parts.get(2);
        if (parts.size() == 3 && change.after().isPresent()) {
            NetworkState network = state.networks().computeIfAbsent(id, any -> new NetworkState());
            count(network, state.quotas()::went);
            network.seen(Records.versioned(change.after().get(), Network.class));
            count(network, state.quotas()::came);
        } else if (parts.size() == 3) {
            Optional.ofNullable(state.networks().remove(id)).ifPresent(gone -> count(gone, state.quotas()::went));
        } else {
            // A network that is gone already has taken all below it along.
            state.network(id).ifPresent(network -> below(network, change, parts));
        }
    }

    private static void count(NetworkState network, BiConsumer<String, Quotas.Amounts> counter) {
        network.network().ifPresent(one -> counter.accept(one.record().project(), ONE_NETWORK));
    }

    private void below(NetworkState network, Change change, List<String> parts) {
        if (parts.get(3).equals("ports") && parts.size() == 6) {
            port(network, change, parts.get(5));
            return;
        }
        if (parts.get(3).equals("places") && parts.size() == 6) {
            place(network, change, parts.get(5));
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

    private static void place(NetworkState network, Change change, String port) {
        if (change.after().isPresent()) {
            network.places().add(port);
        } else {
            network.places().remove(port);
        }
    }

    private void port(NetworkState network, Change change, String id) {
        Optional.ofNullable(network.ports().remove(id))
                .ifPresent(before -> state.quotas().went(before.record().project(), ONE_PORT));
        change.after().ifPresent(node -> {
            Versioned<Port> port = Records.versioned(node, Port.class)
                    .orElseGet(() -> new Versioned<>(unreadable(node, id), node.version()));
            network.ports().put(id, port);
            state.quotas().came(port.record().project(), ONE_PORT);
        });
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
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                node.createdAt(),
                "");
    }

    private void subnet(NetworkState network, Change change, String id) {
        Optional<SubnetState> before = network.remove(id);
        Optional<SubnetState> after = change.after()
                .flatMap(node -> Records.versioned(node, Subnet.class))
                .flatMap(subnet -> Records.sound(subnet, record -> subnet(record, before)));
        after.ifPresent(now -> network.put(id, now));
        network.network().map(one -> one.record().project()).ifPresent(project -> {
            before.ifPresent(any -> state.quotas().went(project, ONE_SUBNET));
            after.ifPresent(any -> state.quotas().came(project, ONE_SUBNET));
        });
    }

    private SubnetState subnet(Versioned<Subnet> record, Optional<SubnetState> before) {
        return new SubnetState(
                record.record(),
                record.version(),
                before.map(SubnetState::addresses).orElseGet(() -> SubnetState.noAddresses(record.record(), paths)),
                state.policies());
    }
}
