package io.quark.net.alloc;

import io.quark.common.model.MacRange;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import io.quark.common.tree.TreeView.Change;
import io.quark.net.model.Mac;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Brings what the view tells into the state: names and ranges of MACs itself, networks by {@link NetworkFeed}. */
final class NetFeed {

    private final NetState state;
    private final Paths paths;
    private final NetworkFeed networks;
    private final List<String> roots;

    NetFeed(NetState state) {
        this.state = state;
        this.paths = state.paths();
        this.networks = new NetworkFeed(state);
        this.roots = List.of(
                paths.networks() + "/", paths.macRanges() + "/", paths.names() + "/" + NetworkLife.NAME_TYPE + "/");
    }

    void apply(TreeView.Cut cut) {
        List<Change> mine = new ArrayList<>();
        for (Change change : cut.changes()) {
            if (roots.stream().anyMatch(change.path()::startsWith)) {
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
        if (parts.get(0).equals("names")) {
            name(change, parts);
        } else if (parts.get(1).equals("networks")) {
            networks.apply(change, parts);
        } else {
            macRange(change, parts);
        }
    }

    /** {@code names, network, <project>, <name>}. */
    private void name(Change change, List<String> parts) {
        Optional<Node> node = change.after();
        if (parts.size() == 3 && node.isPresent()) {
            state.projects().seen(change.path());
        } else if (parts.size() == 3) {
            state.projects().gone(change.path());
        } else if (node.isPresent()) {
            String id = Records.read(node.get(), NameRecord.class)
                    .map(NameRecord::id)
                    .orElse(Records.UNREADABLE);
            state.names()
                    .put(change.path(), new NetState.NameClaim(id, node.get().version(), false));
        } else {
            state.names().remove(change.path());
        }
    }

    /** {@code net, mac_ranges, <id>, macs, <bucket>, <mac>}. */
    private void macRange(Change change, List<String> parts) {
        String id = parts.get(2);
        Optional<MacRangeState> known = Optional.ofNullable(state.macRanges().get(id));
        if (parts.size() == 3) {
            state.macRanges().remove(id);
            change.after()
                    .flatMap(node -> Records.read(node, MacRange.class))
                    .flatMap(range -> Records.sound(range, record -> macRange(record, known)))
                    .ifPresent(now -> state.macRanges().put(id, now));
        } else if (parts.size() == 5) {
            known.ifPresent(range -> Records.bucket(range.macs(), change, parts.get(4)));
        } else if (parts.size() == 6) {
            known.ifPresent(range -> Records.claim(range.macs(), change, parts.get(5), Mac::parse));
        }
    }

    private MacRangeState macRange(MacRange record, Optional<MacRangeState> before) {
        return new MacRangeState(
                record, before.map(MacRangeState::macs).orElseGet(() -> MacRangeState.noMacs(record, paths)));
    }
}
