package io.quark.net.alloc;

import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.QosPolicy;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.qos.QosRules;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Which QoS policies networks and ports may be under, are under, and what they are promised by them. */
final class Governance {

    private final NetState state;

    Governance(NetState state) {
        this.state = state;
    }

    /**
     * Whether something of a project may be bound to a policy. That the policy stays is held by the binding's node, which is its child; only on
     * another project's policy the draft rests, as that project may stop sharing it.
     *
     * @param mtu bytes: of the network
     * @return why not
     */
    Optional<Choice.Denied<Void>> allowed(Draft draft, String policy, String project, int mtu) {
        Optional<Versioned<QosPolicy>> known = state.qosPolicies()
                .record(policy)
                .filter(one -> one.record().shared() || one.record().project().equals(project));
        if (known.isEmpty()) {
            return Optional.of(Choice.Denied.firmly(QosRefusals.noSuchPolicy(policy)));
        }
        QosPolicy record = known.get().record();
        if (record.state() != QosPolicy.State.ACTIVE) {
            return Optional.of(Choice.Denied.firmly(StructureRefusals.going(QosLife.WHAT, record.name())));
        }
        Optional<Choice.Denied<Void>> unfit = fits(policy, mtu);
        if (unfit.isPresent()) {
            return unfit;
        }
        if (!record.project().equals(project)) {
            draft.restsOn(state.paths().qosPolicy(policy), known.get().version());
        }
        return Optional.empty();
    }

    /**
     * Whether a policy's bursts let through frames of a network.
     *
     * @param mtu bytes
     * @return why not
     */
    Optional<Choice.Denied<Void>> fits(String policy, int mtu) {
        return state.qosPolicies().record(policy).flatMap(known -> {
            List<Fault> faults = QosRules.ruleFaults(known.record().rules(), mtu);
            return faults.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Choice.Denied.firmly(
                            QosRefusals.doesNotFit(known.record().name(), mtu, faults)));
        });
    }

    /**
     * Binds a network, which is written in the same draft.
     *
     * @return why it cannot be
     */
    Optional<Choice.Denied<Void>> bind(Draft draft, String policy, Network network) {
        Optional<Choice.Denied<Void>> refusal = allowed(draft, policy, network.project(), network.mtu());
        if (refusal.isEmpty()) {
            draft.add(Op.create(
                    state.paths().qosBinding(policy, network.id()),
                    new QosPolicy.Binding(QosPolicy.Binding.NETWORK, network.id())));
        }
        return refusal;
    }

    /** The operation that ends the binding of a network whose record names the policy. */
    Op unbind(String policy, String network) {
        return Op.delete(state.paths().qosBinding(policy, network), Op.ANY_VERSION);
    }

    /** A port's own policy, else its network's. */
    Optional<String> effective(Optional<String> own, String network) {
        return own.or(() -> state.network(network)
                .flatMap(NetworkState::network)
                .flatMap(one -> one.record().qosPolicy()));
    }

    /** The draft rests on a policy as it is now. */
    void restsOn(String policy, Draft draft) {
        state.qosPolicies()
                .record(policy)
                .ifPresent(known -> draft.restsOn(state.paths().qosPolicy(policy), known.version()));
    }

    /** What a policy promises each port under it, in kbit/s. */
    long promised(Optional<String> policy) {
        return policy.flatMap(state.qosPolicies()::record)
                .map(one -> one.record().promisedKbps())
                .orElse(0L);
    }

    /** The largest MTU of the networks on which something is bound to the policy; empty if nothing is. */
    OptionalInt largestMtu(QosPolicyState policy) {
        return policy.bindings().values().stream()
                .map(QosPolicy.Binding::network)
                .distinct()
                .flatMap(network -> state.network(network).flatMap(NetworkState::network).stream())
                .mapToInt(network -> network.record().mtu())
                .max();
    }

    /** Ports of machines that are under the policy: bound to it themselves, or without an own one on a network that is. */
    Stream<Port> placedUnder(QosPolicyState policy) {
        return policy.bindings().entrySet().stream().flatMap(bound -> switch (bound.getValue()
                .type()) {
            case QosPolicy.Binding.PORT ->
                state
                        .network(bound.getValue().network())
                        .flatMap(network -> Optional.ofNullable(network.ports().get(bound.getKey())))
                        .map(Versioned::record)
                        .filter(port -> port.instance().isPresent())
                        .stream();
            case QosPolicy.Binding.NETWORK ->
                state.network(bound.getKey()).stream().flatMap(Governance::followers);
            default -> Stream.empty();
        });
    }

    /** Ports of machines that are under whatever policy their network is. */
    static Stream<Port> followers(NetworkState network) {
        return network.ports().values().stream()
                .map(Versioned::record)
                .filter(port -> port.instance().isPresent() && port.qosPolicy().isEmpty());
    }

    /** What other projects have under a policy. */
    Holders strangers(QosPolicyState policy, String owner) {
        return Holders.of(policy.bindings().entrySet().stream()
                .filter(bound -> !project(bound.getKey(), bound.getValue()).equals(Optional.of(owner)))
                .map(bound -> describe(bound.getKey(), bound.getValue())));
    }

    private Optional<String> project(String target, QosPolicy.Binding binding) {
        Optional<NetworkState> network = state.network(binding.network());
        return binding.type().equals(QosPolicy.Binding.PORT)
                ? network.flatMap(known -> Optional.ofNullable(known.ports().get(target)))
                        .map(port -> port.record().project())
                : network.flatMap(NetworkState::network).map(Versioned::record).map(Network::project);
    }

    /** What is bound, for people. */
    String describe(String target, QosPolicy.Binding binding) {
        return binding.type().equals(QosPolicy.Binding.PORT)
                ? "port " + target + " of " + Holders.network(state, binding.network())
                : Holders.network(state, target);
    }
}
