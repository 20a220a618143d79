package io.quark.net.alloc;

import io.quark.common.model.SegmentPool;
import io.quark.common.tree.Node;
import io.quark.common.tree.TreeView.Change;
import io.quark.net.model.SegmentId;
import java.util.List;

/** Brings into the state what the view tells of segment pools and of claims on segment ids. */
final class SegmentFeed {

    private final SegmentSpaces spaces;

    SegmentFeed(SegmentSpaces spaces) {
        this.spaces = spaces;
    }

    /**
     * Takes in one change.
     *
     * @param parts of its path: {@code net, segment_pools, <id>} or {@code net, segments, <space>, <bucket>, <id>}
     */
    void apply(Change change, List<String> parts) {
        if (parts.get(1).equals("segment_pools")) {
            pool(change, parts);
            return;
        }
        switch (parts.size()) {
            case 3 -> node(change, parts.get(2));
            case 4 -> Records.bucket(spaces.space(parts.get(2)).claims(), change, parts.get(3));
            case 5 -> Records.claim(spaces.space(parts.get(2)).claims(), change, parts.get(4), SegmentId::parse);
            default -> {}
        }
    }

    private void pool(Change change, List<String> parts) {
        if (parts.size() == 2) {
            change.after().map(Node::version).ifPresent(spaces::version);
            return;
        }
        spaces.remove(parts.get(2));
        change.after()
                .flatMap(node -> Records.versioned(node, SegmentPool.class))
                .ifPresent(spaces::put);
    }

    private void node(Change change, String space) {
        if (change.after().isPresent()) {
            spaces.nodes().seen(space);
        } else {
            spaces.nodes().gone(space);
        }
    }
}
