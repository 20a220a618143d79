package io.quark.net.alloc;

import io.quark.common.model.IpPolicy;
import io.quark.common.tree.Node;
import io.quark.common.tree.TreeView.Change;
import java.util.List;
import java.util.Optional;

/** Brings into the state what the view tells of IP policies and their bindings. */
final class PolicyFeed {

    /** What a binding's node holds. */
    record Binding(String network) {}

    private final NetState state;
    private final Policies policies;

    PolicyFeed(NetState state) {
        this.state = state;
        this.policies = state.policies();
    }

    /**
     * Takes in one change.
     *
     * @param parts of its path: {@code net, ip_policies, <id>, bindings, <subnet>}
     */
    void apply(Change change, List<String> parts) {
        if (parts.size() == 3) {
            policy(change, parts.get(2));
        } else if (parts.size() == 5) {
            policies.find(parts.get(2)).ifPresent(policy -> binding(policy, change, parts.get(4)));
        }
    }

    private void policy(Change change, String id) {
        Optional<Node> node = change.after();
        if (node.isEmpty()) {
            policies.gone(id);
            return;
        }
        PolicyState policy = policies.present(id);
        Optional<Boolean> sound = Records.versioned(node.get(), IpPolicy.class)
                .flatMap(record -> Records.sound(record, one -> {
                    policy.seen(Optional.of(one));
                    return true;
                }));
        if (sound.isEmpty()) {
            policy.seen(Optional.empty());
        }
        policy.bindings()
                .forEach((subnet, network) -> state.network(network).ifPresent(known -> known.rearrange(subnet)));
    }

    private static void binding(PolicyState policy, Change change, String subnet) {
        Optional<Node> node = change.after();
        if (node.isEmpty()) {
            policy.bindings().remove(subnet);
        } else {
            String network = Records.read(node.get(), Binding.class)
                    .map(Binding::network)
                    .orElse(Records.UNREADABLE);
            policy.bindings().put(subnet, network);
        }
    }
}
