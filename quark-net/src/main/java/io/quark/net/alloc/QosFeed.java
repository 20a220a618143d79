package io.quark.net.alloc;

import io.quark.common.model.QosPolicy;
import io.quark.common.tree.Node;
import io.quark.common.tree.TreeView.Change;
import java.util.List;
import java.util.Optional;

/** Brings into the state what the view tells of QoS policies and their bindings. */
final class QosFeed {

    private final QosPolicies policies;

    QosFeed(QosPolicies policies) {
        this.policies = policies;
    }

    /**
     * Takes in one change.
     *
     * @param parts of its path: {@code net, qos_policies, <id>, bindings, <b>, <network or port>}
     */
    void apply(Change change, List<String> parts) {
        if (parts.size() == 3) {
            policy(change, parts.get(2));
        } else if (parts.size() == 6) {
            policies.find(parts.get(2)).ifPresent(policy -> binding(policy, change, parts.get(5)));
        }
    }

    private void policy(Change change, String id) {
        Optional<Node> node = change.after();
        if (node.isEmpty()) {
            policies.gone(id);
        } else {
            policies.present(id).seen(Records.versioned(node.get(), QosPolicy.class));
        }
    }

    private static void binding(QosPolicyState policy, Change change, String target) {
        Optional<Node> node = change.after();
        if (node.isEmpty()) {
            policy.bindings().remove(target);
        } else {
            policy.bindings()
                    .put(
                            target,
                            Records.read(node.get(), QosPolicy.Binding.class)
                                    .orElseGet(() -> new QosPolicy.Binding(Records.UNREADABLE, Records.UNREADABLE)));
        }
    }
}
