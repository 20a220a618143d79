package io.quark.api.network;

import io.quark.api.view.Cluster;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Claim;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the claims on addresses and MACs by what they are below and by what they say. Kept up by differences, so that a list of ranges with
 * millions of claims costs nothing. Fed by the cuts of a view on its thread; read by any.
 */
final class ClaimTally {

    private final Paths paths;
    private final Map<String, Count> byParent = new ConcurrentHashMap<>();

    ClaimTally(Paths paths) {
        this.paths = paths;
    }

    /**
     * How many claims there are below a node.
     *
     * @param used by ports and devices
     * @param reserved by nobody that is known here
     * @param cooling released
     */
    record Count(long used, long reserved, long cooling) {
        static final Count ZERO = new Count(0, 0, 0);

        Count plus(Count other, int times) {
            return new Count(
                    used + times * other.used, reserved + times * other.reserved, cooling + times * other.cooling);
        }
    }

    void apply(TreeView.Cut cut) {
        for (TreeView.Change change : cut.changes()) {
            parent(change.path()).ifPresent(parent -> {
                Count difference = change.after()
                        .map(ClaimTally::count)
                        .orElse(Count.ZERO)
                        .plus(change.before().map(ClaimTally::count).orElse(Count.ZERO), -1);
                byParent.compute(parent, (path, before) -> {
                    Count now = (before == null ? Count.ZERO : before).plus(difference, 1);
                    return now.equals(Count.ZERO) ? null : now;
                });
            });
        }
    }

    /** The node that spreads claims over buckets: {@code addresses}, {@code macs}. */
    private Optional<String> parent(String path) {
        boolean address = path.startsWith(paths.networks() + "/");
        if (!address && !path.startsWith(paths.macRanges() + "/")) {
            return Optional.empty();
        }
        var parts = paths.parts(path);
        boolean claim = address
                ? parts.size() == 8 && parts.get(5).equals("addresses")
                : parts.size() == 6 && parts.get(3).equals("macs");
        return claim ? Paths.parent(path).flatMap(Paths::parent) : Optional.empty();
    }

    private static Count count(Node node) {
        if (!Cluster.hasRecord(node)) {
            return Count.ZERO;
        }
        try {
            Claim claim = node.as(Claim.class);
            if (claim.state() == Claim.State.COOLING) {
                return new Count(0, 0, 1);
            }
            boolean owned = !claim.ports().isEmpty() || claim.device().isPresent();
            return owned ? new Count(1, 0, 0) : new Count(0, 1, 0);
        } catch (MalformedRecordException e) {
            return Count.ZERO; // told by who shows it
        }
    }

    Count below(String parent) {
        return byParent.getOrDefault(parent, Count.ZERO);
    }
}
