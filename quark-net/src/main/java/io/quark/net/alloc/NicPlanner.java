package io.quark.net.alloc;

import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.net.alloc.NetworkState.Versioned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans all interfaces of one instance, or none. What was asked for by name is taken first, so that no automatic choice
 * for one interface takes what another one asks for.
 */
final class NicPlanner {

    private final NetState state;
    private final Instant now;
    private final Stripe stripe;

    NicPlanner(NetState state, Instant now, Stripe stripe) {
        this.state = state;
        this.now = now;
        this.stripe = stripe;
    }

    Plan plan(NicsRequest request) {
        Draft draft = state.proposals().draft();
        List<NicDraft> nics = new ArrayList<>();
        for (int i = 0; i < request.nics().size(); i++) {
            Choice<NicDraft> nic = begin(request, i, draft);
            if (nic instanceof Choice.Denied<NicDraft> denied) {
                return refuse(draft, denied);
            }
            nics.add(((Choice.Chosen<NicDraft>) nic).value());
        }
        for (NicDraft nic : nics) {
            Optional<Choice.Denied<Void>> denied = nic.takeRequested();
            if (denied.isPresent()) {
                return refuse(draft, denied.get());
            }
        }
        for (NicDraft nic : nics) {
            Optional<Choice.Denied<Void>> denied = nic.takeAutomatic();
            if (denied.isPresent()) {
                return refuse(draft, denied.get());
            }
        }
        List<Nic> planned = nics.stream().map(nic -> nic.finish(now)).toList();
        if (!nics.isEmpty()) {
            state.proposals().opened(draft, nics.get(nics.size() - 1).portPath());
        }
        return new Plan.Planned(planned, draft.ops(), draft.proposal());
    }

    private static Plan refuse(Draft draft, Choice.Denied<?> denied) {
        draft.end();
        return new Plan.Refused(denied.problem(), denied.undecided().getAsBoolean());
    }

    private Choice<NicDraft> begin(NicsRequest request, int index, Draft draft) {
        NicRequest asked = request.nics().get(index);
        Optional<NetworkState> known = state.network(asked.network());
        Optional<Versioned<Network>> record =
                known.flatMap(NetworkState::network).filter(network -> usableBy(request.project(), network.record()));
        if (record.isEmpty()) {
            return Choice.Denied.firmly(Refusals.noSuchNetwork(asked.network()));
        }
        Network network = record.get().record();
        if (network.state() != Network.State.ACTIVE) {
            return Choice.Denied.firmly(Refusals.networkIsGoing(network.name()));
        }
        draft.restsOn(state.paths().network(asked.network()), record.get().version());
        return new Choice.Chosen<>(new NicDraft(
                state,
                draft,
                request,
                index,
                network,
                known.get(),
                new MacChoice(state, now, stripe),
                new AddressChoice(state, known.get(), network, now, stripe)));
    }

    private static boolean usableBy(String project, Network network) {
        return network.shared() || network.project().equals(project);
    }
}
