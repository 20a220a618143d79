package io.quark.net.alloc;

import io.quark.common.model.IpPolicy;
import io.quark.common.model.Network;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetworkState.Versioned;
import java.util.Optional;
import java.util.stream.Stream;

/** Binds subnets to IP policies: as long as a binding stands the policy cannot go. */
final class Bindings {

    private final NetState state;
    private final Paths paths;

    Bindings(NetState state) {
        this.state = state;
        this.paths = state.paths();
    }

    /**
     * Binds a subnet in the draft.
     *
     * @return why it cannot be
     */
    Optional<Choice.Denied<Void>> bind(Draft draft, String policy, String subnet, Network network) {
        Optional<Versioned<IpPolicy>> record = state.policies()
                .find(policy)
                .flatMap(PolicyState::record)
                .filter(one -> one.record().shared() || one.record().project().equals(network.project()));
        if (record.isEmpty()) {
            return Optional.of(Choice.Denied.firmly(Refusals.noSuchPolicy(policy)));
        }
        state.policies().restsOn(policy, draft);
        draft.add(Op.create(paths.ipPolicyBinding(policy, subnet), new PolicyFeed.Binding(network.id())));
        return Optional.empty();
    }

    /** The operation that ends a binding; empty if there is none. */
    Optional<Op> unbind(String policy, String subnet) {
        return state.policies()
                .find(policy)
                .filter(known -> known.bindings().containsKey(subnet))
                .map(known -> Op.delete(paths.ipPolicyBinding(policy, subnet), Op.ANY_VERSION));
    }

    /** The operations that end all bindings of a subnet. */
    Stream<Op> unbind(Subnet subnet) {
        return policies(subnet).flatMap(policy -> unbind(policy, subnet.id()).stream());
    }

    /** The policies that a subnet's addresses are under: while it is being changed, also the one before. */
    static Stream<String> policies(Subnet subnet) {
        return Stream.concat(
                        subnet.ipPolicy().stream(),
                        subnet.changing().stream().flatMap(change -> change.before().ipPolicy().stream()))
                .distinct();
    }
}
