package io.quark.net.alloc;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Claim;
import io.quark.common.model.MacRange;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import io.quark.common.tree.TreeView.Change;
import io.quark.net.model.Checked;
import io.quark.net.model.Ip;
import io.quark.net.model.Mac;
import io.quark.net.model.Steppable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the view tells into the state. A record that cannot be read is reported and counts as in use: nothing is
 * ever handed out on the strength of what was not understood.
 */
final class NetFeed {

    private static final Logger LOG = LoggerFactory.getLogger(NetFeed.class);

    private final NetState state;
    private final Paths paths;

    NetFeed(NetState state) {
        this.state = state;
        this.paths = state.paths();
    }

    void apply(TreeView.Cut cut) {
        List<Change> mine = new ArrayList<>();
        for (Change change : cut.changes()) {
            if (change.path().startsWith(paths.net() + "/") || change.path().startsWith(paths.names() + "/network/")) {
                mine.add(change);
            }
        }
        // Parents come before their children, and go after them.
        mine.sort(Comparator.comparing(Change::path));
        for (int i = mine.size() - 1; i >= 0; i--) {
            if (mine.get(i).after().isEmpty()) {
                apply(mine.get(i));
            }
        }
        for (Change change : mine) {
            if (change.after().isPresent()) {
                apply(change);
            }
        }
        state.proposals().reached(cut.zxid());
    }

    private void apply(Change change) {
        List<String> parts = paths.parts(change.path());
        if (parts.get(0).equals("names")) {
            name(change, parts);
        } else if (parts.size() > 2 && parts.get(1).equals("networks")) {
            network(change, parts);
        } else if (parts.size() > 2 && parts.get(1).equals("mac_ranges")) {
            macRange(change, parts);
        }
        if (change.after().isPresent()) {
            state.proposals().appeared(change.path());
        }
    }

    private void name(Change change, List<String> parts) {
        if (parts.size() == 3) {
            if (change.after().isPresent()) {
                state.projects().seen(change.path());
            } else {
                state.projects().gone(change.path());
            }
        } else if (parts.size() == 4) {
            if (change.after().isPresent()) {
                Node node = change.after().get();
                String id = read(node, NameRecord.class).map(NameRecord::id).orElse("");
                state.names().put(change.path(), new NetState.NameClaim(id, node.version(), false));
            } else {
                state.names().remove(change.path());
            }
        }
    }

    private void network(Change change, List<String> parts) {
        String id = parts.get(2);
        if (parts.size() == 3) {
            if (change.after().isPresent()) {
                NetworkState network = state.networks().computeIfAbsent(id, any -> new NetworkState());
                network.seen(versioned(change.after().get(), Network.class));
            } else {
                state.networks().remove(id);
            }
            return;
        }
        Optional<NetworkState> network = state.network(id);
        if (network.isEmpty()) {
            return; // gone already, with all below it
        }
        below(network.get(), change, parts);
    }

    private void below(NetworkState network, Change change, List<String> parts) {
        boolean isPort = parts.size() == 6 && parts.get(3).equals("ports");
        boolean isSubnet = parts.size() == 5 && parts.get(3).equals("subnets");
        boolean hasAddresses = parts.size() > 6
                && parts.get(3).equals("subnets")
                && parts.get(5).equals("addresses");
        Optional<SubnetState> subnet =
                hasAddresses ? Optional.ofNullable(network.subnets().get(parts.get(4))) : Optional.empty();
        if (isPort) {
            port(network, change, parts.get(5));
            return;
        }
        if (parts.size() == 8 && subnet.isPresent()) {
            claim(subnet.get().addresses(), change, parts.get(7), Ip::parse);
            return;
        }
        if (isSubnet) {
            subnet(network, change, parts.get(4));
        }
        if (parts.size() == 7 && subnet.isPresent()) {
            bucket(subnet.get().addresses(), change, parts.get(6));
        }
        if (change.after().isPresent()) {
            network.structure().add(change.path());
        } else {
            network.structure().remove(change.path());
        }
    }

    private void port(NetworkState network, Change change, String id) {
        Optional<NetworkState.Versioned<Port>> port =
                change.after().map(node -> versioned(node, Port.class).orElseGet(() -> unreadablePort(node, id)));
        if (port.isPresent()) {
            network.ports().put(id, port.get());
        } else {
            network.ports().remove(id);
        }
    }

    private static NetworkState.Versioned<Port> unreadablePort(Node node, String id) {
        Port port = new Port(
                id,
                "",
                "",
                "",
                "",
                Optional.empty(),
                List.of(),
                new Port.Device("unreadable record", id),
                Optional.empty(),
                node.createdAt(),
                "");
        return new NetworkState.Versioned<>(port, node.version());
    }

    private void subnet(NetworkState network, Change change, String id) {
        Optional<SubnetState> before = Optional.ofNullable(network.subnets().remove(id));
        Optional<SubnetState> after = change.after()
                .flatMap(node -> read(node, Subnet.class))
                .flatMap(subnet -> sound(
                        subnet,
                        record -> new SubnetState(
                                record,
                                before.map(SubnetState::addresses)
                                        .orElseGet(() -> SubnetState.noAddresses(record, paths)))));
        after.ifPresent(now -> network.subnets().put(id, now));
    }

    private void macRange(Change change, List<String> parts) {
        String id = parts.get(2);
        if (parts.size() == 3) {
            Optional<MacRangeState> before =
                    Optional.ofNullable(state.macRanges().remove(id));
            Optional<MacRangeState> after = change.after()
                    .flatMap(node -> read(node, MacRange.class))
                    .flatMap(range -> sound(
                            range,
                            record -> new MacRangeState(
                                    record,
                                    before.map(MacRangeState::macs)
                                            .orElseGet(() -> MacRangeState.noMacs(record, paths)))));
            after.ifPresent(now -> state.macRanges().put(id, now));
            return;
        }
        Optional<MacRangeState> range = Optional.ofNullable(state.macRanges().get(id));
        if (range.isPresent() && parts.size() == 5) {
            bucket(range.get().macs(), change, parts.get(4));
        } else if (range.isPresent() && parts.size() == 6) {
            claim(range.get().macs(), change, parts.get(5), Mac::parse);
        }
    }

    private static void bucket(Claims<?> claims, Change change, String bucket) {
        if (change.after().isPresent()) {
            claims.buckets().seen(bucket);
        } else {
            claims.buckets().gone(bucket);
        }
    }

    private <T extends Steppable<T> & Comparable<T>> void claim(
            Claims<T> claims, Change change, String text, Function<String, Checked<T>> parse) {
        Optional<T> value = parse.apply(text).good();
        if (value.isEmpty()) {
            LOG.warn("{} is not a claim that Quark wrote; it is left alone", change.path());
        } else if (change.after().isPresent()) {
            Node node = change.after().get();
            Claim claim = read(node, Claim.class).orElseGet(() -> Claim.allocated("unreadable record", ""));
            claims.space().seen(value.get(), new ClaimNode(claim, node.version(), node.modifiedAt()));
        } else {
            claims.space().gone(value.get());
        }
    }

    private static <R> Optional<NetworkState.Versioned<R>> versioned(Node node, Class<R> type) {
        return read(node, type).map(record -> new NetworkState.Versioned<>(record, node.version()));
    }

    private static <R> Optional<R> read(Node node, Class<R> type) {
        try {
            return Optional.of(node.as(type));
        } catch (MalformedRecordException e) {
            LOG.warn("{} cannot be read: {}", node.path(), e.getMessage());
            return Optional.empty();
        }
    }

    private static <R, S> Optional<S> sound(R record, Function<R, S> make) {
        try {
            return Optional.of(make.apply(record));
        } catch (IllegalArgumentException e) {
            LOG.warn("{} is left out: {}", record, e.getMessage());
            return Optional.empty();
        }
    }
}
