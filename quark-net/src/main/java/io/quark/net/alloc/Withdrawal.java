package io.quark.net.alloc;

import io.quark.common.model.Port;
import io.quark.common.tree.Op;
import io.quark.net.model.Ip;
import io.quark.net.model.Mac;
import io.quark.net.model.Steppable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What ports give back in one transaction, added up, so that a claim which several of them share is written once. Every
 * operation names the version that it takes back: a stale or doubled release fails instead of freeing what is somebody
 * else's by now.
 */
final class Withdrawal {

    /** What leaves one claim. */
    private record Leave<T extends Steppable<T> & Comparable<T>>(Claims<T> claims, T value, Set<String> ports) {

        Optional<Op> op(String workUnit, boolean quarantined) {
            return claims.leave(value, ports, workUnit, quarantined);
        }
    }

    private record Key(Claims<?> claims, Object value) {}

    private final NetState state;
    private final List<Op> ports = new ArrayList<>();
    private final Map<Key, Leave<?>> leaves = new LinkedHashMap<>();

    Withdrawal(NetState state) {
        this.state = state;
    }

    /** The whole port goes. */
    void remove(String network, Port port, int version) {
        ports.addAll(state.portRecords().delete(network, port, version));
        Mac.parse(port.mac()).good().ifPresent(mac -> leaveMac(mac, port.id()));
        port.addresses().forEach(address -> leaveAddress(network, address.subnet(), address.ip(), port.id()));
    }

    /** A range may have come since the claim was made: it is where it was made. */
    void leaveMac(Mac mac, String port) {
        state.macRanges().values().forEach(range -> leave(range.macs(), mac, port));
    }

    void leaveAddress(String network, String subnet, String ip, String port) {
        state.network(network)
                .flatMap(known -> Optional.ofNullable(known.subnets().get(subnet)))
                .ifPresent(known -> leave(known.addresses(), Ip.of(ip), port));
    }

    private <T extends Steppable<T> & Comparable<T>> void leave(Claims<T> claims, T value, String port) {
        if (claims.space().versionHeldBy(port, value).isPresent()) {
            leaves.computeIfAbsent(new Key(claims, value), any -> new Leave<>(claims, value, new LinkedHashSet<>()))
                    .ports()
                    .add(port);
        }
    }

    /** How many operations it takes at most to remove a port. */
    static int most(Port port) {
        return PortRecords.ops(port) + 1 + port.addresses().size();
    }

    /** How many operations it has. */
    int size() {
        return ports.size() + leaves.size();
    }

    /** Lets cool what nobody has any more. */
    List<Op> ops(String workUnit) {
        return ops(workUnit, true);
    }

    /** Frees at once what nobody has any more: only for what no host and no user ever saw. */
    List<Op> opsOfUnseen(String workUnit) {
        return ops(workUnit, false);
    }

    private List<Op> ops(String workUnit, boolean quarantined) {
        List<Op> ops = new ArrayList<>(ports);
        leaves.values().forEach(leave -> leave.op(workUnit, quarantined).ifPresent(ops::add));
        return ops;
    }
}
