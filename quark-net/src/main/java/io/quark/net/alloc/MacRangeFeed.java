package io.quark.net.alloc;

import io.quark.common.model.MacRange;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import io.quark.common.tree.TreeView.Change;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.Mac;
import java.util.List;
import java.util.Optional;

/** Brings into the state what the view tells of the ranges of MACs and the claims below them. */
final class MacRangeFeed {

    private final MacRanges ranges;
    private final Paths paths;

    MacRangeFeed(NetState state) {
        this.ranges = state.ranges();
        this.paths = state.paths();
    }

    /**
     * Takes in one change.
     *
     * @param parts of its path: {@code net, mac_ranges, <id>, macs, <bucket>, <mac>}
     */
    void apply(Change change, List<String> parts) {
        if (parts.size() == 2) {
            change.after().map(Node::version).ifPresent(ranges::version);
            return;
        }
        String id = parts.get(2);
        Optional<MacRangeState> known = ranges.find(id);
        switch (parts.size()) {
            case 3 -> range(change, id, known);
            case 5 -> known.ifPresent(range -> Records.bucket(range.macs(), change, parts.get(4)));
            case 6 -> known.ifPresent(range -> mac(range, change, parts.get(5)));
            default -> {}
        }
    }

    private void range(Change change, String id, Optional<MacRangeState> known) {
        ranges.remove(id);
        change.after()
                .flatMap(node -> Records.versioned(node, MacRange.class))
                .flatMap(range -> Records.sound(range, record -> range(record, known)))
                .ifPresent(ranges::put);
    }

    private MacRangeState range(Versioned<MacRange> range, Optional<MacRangeState> before) {
        return new MacRangeState(
                range.record(),
                range.version(),
                before.map(MacRangeState::macs).orElseGet(() -> MacRangeState.noMacs(range.record(), paths)),
                ranges);
    }

    private void mac(MacRangeState range, Change change, String text) {
        Records.claim(range.macs(), change, text, Mac::parse);
        if (range.range().id().equals(TreeLayout.REQUESTED_MACS)) {
            Mac.parse(text)
                    .good()
                    .ifPresent(
                            mac -> ranges.requestedChanged(mac, change.after().isPresent()));
        }
    }
}
