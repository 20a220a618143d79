package io.quark.net.alloc;

import io.quark.common.model.Quota;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import io.quark.common.tree.TreeView.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Brings what the view tells into the state: names and quotas itself, the rest by the feed of each subtree. */
final class NetFeed {

    private final NetState state;
    private final Paths paths;
    private final NetworkFeed networks;
    private final MacRangeFeed macRanges;
    private final SegmentFeed segments;
    private final PolicyFeed policies;
    private final QosFeed qosPolicies;
    private final GroupFeed securityGroups;

    NetFeed(NetState state) {
        this.state = state;
        this.paths = state.paths();
        this.networks = new NetworkFeed(state);
        this.macRanges = new MacRangeFeed(state);
        this.segments = new SegmentFeed(state.segments());
        this.policies = new PolicyFeed(state);
        this.qosPolicies = new QosFeed(state.qosPolicies());
        this.securityGroups = new GroupFeed(state.securityGroups());
    }

    void apply(TreeView.Cut cut) {
        List<Change> mine = new ArrayList<>();
        for (Change change : cut.changes()) {
            if (change.path().startsWith(paths.net() + "/")
                    || change.path().startsWith(paths.names() + "/")
                    || change.path().startsWith(paths.quotas() + "/")) {
                mine.add(change);
            }
        }
        // Parents come before their children, and go after them.
        mine.sort(Comparator.comparing(Change::path));
        for (int i = mine.size() - 1; i >= 0; i--) {
            if (mine.get(i).after().isEmpty()) {
                apply(mine.get(i));
            }
        }
        for (Change change : mine) {
            if (change.after().isPresent()) {
                apply(change);
                state.proposals().appeared(change.path());
            }
        }
        state.proposals().reached(cut.zxid());
    }

    private void apply(Change change) {
        List<String> parts = paths.parts(change.path());
        switch (parts.get(0)) {
            case "names" -> name(change, parts);
            case "quotas" -> quota(change, parts.get(1));
            default -> {
                switch (parts.get(1)) {
                    case "networks" -> networks.apply(change, parts);
                    case "mac_ranges" -> macRanges.apply(change, parts);
                    case "ip_policies" -> policies.apply(change, parts);
                    case "qos_policies" -> qosPolicies.apply(change, parts);
                    case "security_groups" -> securityGroups.apply(change, parts);
                    case "segment_pools", "segments" -> segments.apply(change, parts);
                    default -> {}
                }
            }
        }
    }

    /** {@code names, <type>, <project>, <name>}. */
    private void name(Change change, List<String> parts) {
        Optional<Node> node = change.after();
        if (parts.size() == 3 && node.isPresent()) {
            state.names().projects().seen(change.path());
        } else if (parts.size() == 3) {
            state.names().projects().gone(change.path());
        } else if (parts.size() == 4 && node.isPresent()) {
            String id = Records.read(node.get(), NameRecord.class)
                    .map(NameRecord::id)
                    .orElse(Records.UNREADABLE);
            state.names().seen(change.path(), id, node.get().version());
        } else if (parts.size() == 4) {
            state.names().gone(change.path());
        }
    }

    private void quota(Change change, String project) {
        Optional<Node> node = change.after();
        if (node.isEmpty()) {
            state.quotas().gone(project);
        } else {
            Records.versioned(node.get(), Quota.class).ifPresent(state.quotas()::seen);
        }
    }
}
