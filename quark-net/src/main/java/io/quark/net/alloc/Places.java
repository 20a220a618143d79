package io.quark.net.alloc;

import io.quark.common.model.Nic;
import io.quark.common.model.Place;
import io.quark.common.model.Segment;
import io.quark.common.tree.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says where the ports of machines on VXLAN networks are. Whoever places a machine writes the places of its ports in the same transaction, which
 * guards them; with the port, or with the machine's hold on it, its place goes (see {@link PortRecords}).
 */
final class Places {

    private final NetState state;

    Places(NetState state) {
        this.state = state;
    }

    /**
     * The operations that place interfaces on a host, wherever they were before.
     *
     * @param tunnel where the host takes tunnelled traffic; empty: nowhere, so that no other host is to send it any
     */
    List<Op> place(List<Nic> nics, String instance, String host, Optional<String> tunnel) {
        List<Op> ops = new ArrayList<>();
        for (Nic nic : nics) {
            Optional<NetworkState> network = state.network(nic.network().id());
            if (nic.network().segment().type() == Segment.Type.VXLAN && network.isPresent()) {
                tunnel.map(address -> new Place(host, address, nic.mac(), instance))
                        .map(place -> write(network.get(), nic, place))
                        .or(() -> forget(network.get(), nic))
                        .ifPresent(ops::add);
            }
        }
        return ops;
    }

    private Op write(NetworkState network, Nic nic, Place place) {
        String path = path(nic);
        if (network.isPlaced(nic.port())) {
            return Op.set(path, place, Op.ANY_VERSION);
        }
        network.proposalOf(nic.port())
                .filter(proposal ->
                        state.proposals().whileOpen(proposal, () -> network.unproposePlace(nic.port(), proposal)))
                .ifPresent(proposal -> network.proposePlace(nic.port(), proposal));
        return Op.create(path, place);
    }

    private Optional<Op> forget(NetworkState network, Nic nic) {
        return network.isPlaced(nic.port()) ? Optional.of(Op.delete(path(nic), Op.ANY_VERSION)) : Optional.empty();
    }

    private String path(Nic nic) {
        return state.paths().place(nic.network().id(), nic.port());
    }
}
