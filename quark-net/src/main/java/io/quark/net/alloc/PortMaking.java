package io.quark.net.alloc;

import io.quark.net.alloc.Reach.OpenNetwork;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Begins new ports for one project within one draft. */
final class PortMaking {

    private final NetState state;
    private final Draft draft;
    private final Reach reach;
    private final Governance governance;
    private final String project;
    private final MacChoice macChoice;
    private final Instant now;
    private final Stripe stripe;
    private final Map<String, Choice<On>> networks = new HashMap<>();

    PortMaking(NetState state, Draft draft, String project, Instant now, Stripe stripe) {
        this.state = state;
        this.draft = draft;
        this.reach = new Reach(state, project);
        this.governance = new Governance(state);
        this.project = project;
        this.macChoice = new MacChoice(state, now, stripe);
        this.now = now;
        this.stripe = stripe;
    }

    /** A network with the choice of its addresses. */
    private record On(OpenNetwork network, AddressChoice addresses) {}

    /** A port that has nothing yet; the draft rests on its network from now on. */
    Choice<PortDraft> begin(PortAsk asked) {
        return networks.computeIfAbsent(asked.network(), this::on).then(on -> {
            Optional<Choice.Denied<Void>> refusal = asked.qosPolicy()
                    .flatMap(policy -> governance.allowed(
                            draft, policy, project, on.network().record().mtu()));
            refusal = refusal.or(() -> state.securityGroups().allowed(asked.securityGroups(), project));
            return refusal.isPresent()
                    ? refusal.get().instead()
                    : new Choice.Chosen<>(
                            new PortDraft(state, draft, asked, on.network().state(), macChoice, on.addresses()));
        });
    }

    private Choice<On> on(String id) {
        return reach.network(id).then(network -> {
            // Its rules must still be the same when the draft is committed.
            draft.restsOn(state.paths().network(id), network.version());
            return new Choice.Chosen<>(new On(network, new AddressChoice(state, network, now, stripe)));
        });
    }
}
