package io.quark.net.alloc;

import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.net.alloc.Reach.PortThere;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans all interfaces of one instance, or none. What was asked for by name is taken first, so that no automatic choice
 * for one interface takes what another one asks for.
 */
final class NicPlanner {

    private final NetState state;
    private final Instant now;
    private final Stripe stripe;
    private final Governance governance;

    NicPlanner(NetState state, Instant now, Stripe stripe) {
        this.state = state;
        this.now = now;
        this.stripe = stripe;
        this.governance = new Governance(state);
    }

    /** One interface in the making: a new port, or one that is there. */
    private sealed interface Part {
        NetworkState network();

        record Made(PortDraft port, NetworkState network) implements Part {}

        record Taken(PortThere port) implements Part {
            @Override
            public NetworkState network() {
                return port.network();
            }
        }
    }

    Plan plan(NicsRequest request) {
        Draft draft = state.proposals().draft();
        PortMaking making = new PortMaking(state, draft, request.project(), now, stripe);
        Reach reach = new Reach(state, request.project());
        List<Part> parts = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < request.nics().size(); i++) {
            NicRequest asked = request.nics().get(i);
            Choice<Part> part = asked.port().isPresent()
                    ? take(asked.network(), asked.port().get(), reach, draft, taken)
                    : make(request, i, making);
            Optional<Choice.Denied<Void>> refusal = part.refusalOr(parts::add);
            if (refusal.isPresent()) {
                return refuse(draft, refusal.get());
            }
        }
        Optional<Choice.Denied<Void>> refusal = fill(request, parts, draft);
        if (refusal.isPresent()) {
            return refuse(draft, refusal.get());
        }
        List<Nic> nics =
                parts.stream().map(part -> finish(part, request, draft)).toList();
        open(draft, parts);
        return new Plan.Planned(nics, draft.ops(), draft.proposal());
    }

    private Choice<Part> make(NicsRequest request, int index, PortMaking making) {
        NicRequest nic = request.nics().get(index);
        PortAsk asked = new PortAsk(
                NicsRequest.portId(request.workUnit(), index),
                nic.network(),
                request.instanceName() + "-" + (request.before() + index),
                Optional.of(Port.Device.instance(request.instance())),
                nic.mac(),
                nic.ips().stream()
                        .map(ip -> new AddressSpec(Optional.of(ip), Optional.empty()))
                        .toList(),
                List.of(),
                nic.qosPolicy(),
                nic.securityGroups(),
                false);
        return making.begin(asked)
                .then(port -> new Choice.Chosen<>(
                        new Part.Made(port, state.network(nic.network()).orElseThrow())));
    }

    private Choice<Part> take(String network, String id, Reach reach, Draft draft, Set<String> taken) {
        return reach.network(network).then(open -> {
            draft.restsOn(state.paths().network(network), open.version());
            return reach.port(network, id).then(port -> {
                if (port.record().device().isPresent()) {
                    return Choice.Denied.firmly(PortRefusals.portInUse(port.record()));
                }
                return taken.add(id)
                        ? new Choice.Chosen<>(new Part.Taken(port))
                        : Choice.Denied.firmly(PortRefusals.portTwice(id));
            });
        });
    }

    private Optional<Choice.Denied<Void>> fill(NicsRequest request, List<Part> parts, Draft draft) {
        List<PortDraft> made = parts.stream()
                .filter(Part.Made.class::isInstance)
                .map(part -> ((Part.Made) part).port())
                .toList();
        PortQuota quota = new PortQuota(state, request.project());
        Optional<Choice.Denied<Void>> refusal = quota.charge(draft, made.size());
        for (PortDraft port : made) {
            refusal = refusal.isPresent() ? refusal : port.hold();
        }
        for (PortDraft port : made) {
            refusal = refusal.isPresent()
                    ? refusal
                    : port.claim(request.workUnit()).or(() -> quota.addresses(port.addressCount()));
        }
        return refusal;
    }

    private Nic finish(Part part, NicsRequest request, Draft draft) {
        Port port = part instanceof Part.Made made
                ? made.port().finish(request.project(), request.workUnit(), Optional.empty(), now)
                : take(((Part.Taken) part).port(), request, draft);
        // What the machine is placed on by must still be what the policy promises, even if that is nothing.
        governance.effective(port.qosPolicy(), port.network()).ifPresent(policy -> governance.restsOn(policy, draft));
        return PortNic.of(
                port, part.network(), part.network().network().orElseThrow().record());
    }

    /** The port is this instance's from now on; it keeps all that it has. */
    private Port take(PortThere there, NicsRequest request, Draft draft) {
        Port port =
                there.record().withDevice(Optional.of(Port.Device.instance(request.instance())), request.workUnit());
        there.network().propose(port, there.version() + 1, draft.proposal());
        draft.onEnd(() -> there.network().unpropose(port.id(), draft.proposal()));
        draft.addAll(state.portRecords().set(there.record(), port, there.version()));
        return port;
    }

    private void open(Draft draft, List<Part> parts) {
        Optional<PortDraft> last = parts.stream()
                .filter(Part.Made.class::isInstance)
                .map(part -> ((Part.Made) part).port())
                .reduce((one, other) -> other);
        if (last.isPresent()) {
            state.proposals().opened(draft, last.get().portPath());
        } else if (!parts.isEmpty()) {
            state.proposals().opened(draft);
        }
    }

    private static Plan refuse(Draft draft, Choice.Denied<?> denied) {
        draft.end();
        return new Plan.Refused(denied.problem(), denied.undecided().getAsBoolean());
    }
}
