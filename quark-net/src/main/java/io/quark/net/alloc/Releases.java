package io.quark.net.alloc;

import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.Mac;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives back what the interfaces of an instance own. Ports that were made for it go, and what they had cools; a port that was there
 * before it stays, and loses only its device.
 */
final class Releases {

    private final NetState state;

    Releases(NetState state) {
        this.state = state;
    }

    /**
     * The operations of it, each with the version that it takes back.
     *
     * @param instance whose they are, where that is known: a port that by now has another device is left alone
     */
    List<Op> release(Optional<String> instance, List<Nic> nics, String workUnit) {
        Withdrawal withdrawal = new Withdrawal(state);
        List<Op> freed = new ArrayList<>();
        for (Nic nic : nics) {
            Optional<NetworkState> network = state.network(nic.network().id());
            Optional<Versioned<Port>> port = network.flatMap(known -> known.portSoon(nic.port()));
            if (port.filter(known -> known.record().sticky()).isPresent()) {
                port.filter(known -> isDevice(known.record(), instance))
                        .map(known -> free(known, workUnit))
                        .ifPresent(freed::addAll);
            } else {
                port.ifPresent(known -> withdrawal.remove(nic.network().id(), known.record(), known.version()));
                // What the port's record does not say, e.g. because it cannot be read.
                withdrawal.leaveMac(Mac.of(nic.mac()), nic.port());
                nic.addresses()
                        .forEach(address -> withdrawal.leaveAddress(
                                nic.network().id(), address.subnet(), address.ip(), nic.port()));
            }
        }
        freed.addAll(withdrawal.ops(workUnit));
        return freed;
    }

    private static boolean isDevice(Port port, Optional<String> instance) {
        return port.instance().isPresent()
                && instance.filter(id -> !port.instance().equals(Optional.of(id)))
                        .isEmpty();
    }

    private List<Op> free(Versioned<Port> port, String workUnit) {
        Port record = port.record();
        return state.portRecords().set(record, record.withDevice(Optional.empty(), workUnit), port.version());
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
