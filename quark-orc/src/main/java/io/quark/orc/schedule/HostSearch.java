package io.quark.orc.schedule;

import io.quark.common.model.Resources;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One search for the best host, through the trees of one class after the other. Used once. */
final class HostSearch {

    private final Resources needs;
    private final PlacementRequest request;
    private @Nullable HostClass within;
    private @Nullable HostRow best;
    private long floor = 0;

    HostSearch(PlacementRequest request) {
        this.needs = request.needs();
        this.request = request;
    }

    Resources needs() {
        return needs;
    }

    /** What ranks lower than this has lost already; an empty leaf always has. */
    long floor() {
        return floor;
    }

    void through(HostClass hosts) {
        within = hosts;
        hosts.tree().search(this);
    }

    void visit(int slot, long rank) {
        if (within == null) {
            throw new IllegalStateException("a search visits the tree that it was sent through");
        }
        HostRow row = within.row(slot);
        if (request.shuns(row.name())) {
            return;
        }
        // Equal ranks are as good as impossible; the name decides, so that the order of arrival never does.
        if (best == null || rank > floor || row.name().compareTo(best.name()) < 0) {
            best = row;
            floor = rank;
        }
    }

    Optional<HostRow> best() {
        return Optional.ofNullable(best);
    }
}
