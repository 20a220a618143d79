package io.quark.net.alloc;

import io.quark.common.model.SecurityGroup;
import io.quark.common.tree.Node;
import io.quark.common.tree.TreeView.Change;
import java.util.List;
import java.util.Optional;

/** Brings into the state what the view tells of security groups and their members. */
final class GroupFeed {

    private final SecurityGroups groups;

    GroupFeed(SecurityGroups groups) {
        this.groups = groups;
    }

    /**
     * Takes in one change.
     *
     * @param parts of its path: {@code net, security_groups, <id>, members, <b>, <port>}
     */
    void apply(Change change, List<String> parts) {
        Optional<Node> node = change.after();
        if (parts.size() == 3 && node.isPresent()) {
            groups.present(parts.get(2)).seen(Records.versioned(node.get(), SecurityGroup.class));
        } else if (parts.size() == 3) {
            groups.gone(parts.get(2));
        } else if (parts.size() == 6) {
            groups.find(parts.get(2)).ifPresent(group -> member(group, node, parts.get(5)));
        }
    }

    private static void member(GroupState group, Optional<Node> node, String port) {
        if (node.isEmpty()) {
            group.members().remove(port);
            return;
        }
        String network = Records.read(node.get(), SecurityGroup.Member.class)
                .map(SecurityGroup.Member::network)
                .orElse(Records.UNREADABLE);
        group.members().put(port, network);
    }
}
