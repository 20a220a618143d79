package io.quark.net.alloc;

import io.quark.common.model.Nic;
import io.quark.common.tree.Op;
import io.quark.net.model.Ip;
import io.quark.net.model.Mac;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Gives back what ports own. Every operation names the version that it takes back, so that a stale or doubled release
 * fails instead of freeing what is somebody else's by now.
 */
final class Releases {

    private final NetState state;

    Releases(NetState state) {
        this.state = state;
    }

    List<Op> release(Nic nic, String workUnit) {
        List<Op> ops = new ArrayList<>();
        Optional<NetworkState> network = state.network(nic.network().id());
        if (network.isPresent()) {
            OptionalInt port = network.get().portVersion(nic.port());
            port.ifPresent(version ->
                    ops.add(Op.delete(state.paths().port(nic.network().id(), nic.port()), version)));
            for (Nic.NicAddress address : nic.addresses()) {
                Optional.ofNullable(network.get().subnets().get(address.subnet()))
                        .flatMap(subnet -> subnet.addresses().release(Ip.of(address.ip()), nic.port(), workUnit))
                        .ifPresent(ops::add);
            }
        }
        // A range may have been added since: the claim is where it was made.
        Mac mac = Mac.of(nic.mac());
        state.macRanges().values().stream()
                .flatMap(range -> range.macs().release(mac, nic.port(), workUnit).stream())
                .forEach(ops::add);
        return ops;
    }

    /** Whether the view shows the node of a network or a port. */
    boolean visible(String path) {
        List<String> parts = state.paths().parts(path);
        Optional<NetworkState> network = state.network(parts.get(2));
        return parts.size() == 3
                ? network.isPresent()
                : network.filter(known -> known.ports().containsKey(parts.get(5)))
                        .isPresent();
    }
}
