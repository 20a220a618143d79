package io.quark.net.alloc;

import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.net.alloc.NetworkState.Versioned;
import java.util.Optional;

/** What a project may use, and change, of what there is. */
final class Reach {

    private final NetState state;
    private final String project;

    Reach(NetState state, String project) {
        this.state = state;
        this.project = project;
    }

    /** A network of which something may be had. */
    record OpenNetwork(NetworkState state, Network record, int version) {}

    /** A port on its network. */
    record PortThere(NetworkState network, Network networkRecord, Port record, int version) {}

    /** A network that is the project's or shared, and not being deleted. */
    Choice<OpenNetwork> network(String id) {
        Optional<NetworkState> known = state.network(id);
        Optional<Versioned<Network>> record = known.flatMap(NetworkState::network)
                .filter(network ->
                        network.record().shared() || network.record().project().equals(project));
        if (record.isEmpty()) {
            return Choice.Denied.firmly(Refusals.noSuchNetwork(id));
        }
        Network network = record.get().record();
        return network.state() == Network.State.ACTIVE
                ? new Choice.Chosen<>(new OpenNetwork(
                        known.orElseThrow(), network, record.get().version()))
                : Choice.Denied.firmly(Refusals.networkIsGoing(network.name()));
    }

    /** A port of the project that is not about to be removed. */
    Choice<PortThere> port(String network, String id) {
        Choice<PortThere> there = anyPort(network, id);
        if (there instanceof Choice.Chosen<PortThere> chosen
                && chosen.value().record().leaving().isPresent()) {
            return Choice.Denied.firmly(PortRefusals.leaving(id));
        }
        return there;
    }

    /** A port of the project, even if it is about to be removed. */
    Choice<PortThere> anyPort(String network, String id) {
        Optional<NetworkState> known = state.network(network);
        Optional<Versioned<Port>> port = known.flatMap(state -> state.visiblePort(id))
                .filter(there -> there.record().project().equals(project));
        Optional<Network> record = known.flatMap(NetworkState::network).map(Versioned::record);
        return port.isPresent() && record.isPresent()
                ? new Choice.Chosen<>(new PortThere(
                        known.orElseThrow(),
                        record.get(),
                        port.get().record(),
                        port.get().version()))
                : Choice.Denied.firmly(PortRefusals.noSuchPort(id));
    }
}
