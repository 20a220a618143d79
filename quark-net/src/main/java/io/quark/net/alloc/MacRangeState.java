package io.quark.net.alloc;

import io.quark.common.model.MacRange;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import io.quark.net.model.Mac;
import io.quark.net.model.MacBlock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A range of MACs and the claims on them, as one index sees them. Not thread safe. */
final class MacRangeState {

    private final MacRange range;
    private final MacBlock block;
    private final Claims<Mac> macs;

    /**
     * Reads a range's record.
     *
     * @param macs what is claimed; it is arranged by the record
     * @throws IllegalArgumentException if the record is unsound
     */
    MacRangeState(MacRange range, Claims<Mac> macs) {
        this.range = range;
        this.block = MacBlock.of(range.cidr());
        this.macs = macs;
        List<AutomaticRange<Mac>> automatic =
                isForRequested() ? List.of() : List.of(new AutomaticRange<>(block.first(), block.last(), Set.of()));
        macs.space().arrange(Duration.ofSeconds(range.reuseAfterS()), automatic);
    }

    /** The MACs of a range of which nothing was seen yet. */
    static Claims<Mac> noMacs(MacRange range, Paths paths) {
        if (range.id().equals(TreeLayout.REQUESTED_MACS)) {
            return new Claims<>(paths.macs(range.id()), ClaimBuckets::ofRequested);
        }
        Mac first = MacBlock.of(range.cidr()).first();
        return new Claims<>(paths.macs(range.id()), mac -> ClaimBuckets.of(first, mac));
    }

    /** Whether it is the place of MACs that lie in no range. */
    boolean isForRequested() {
        return range.id().equals(TreeLayout.REQUESTED_MACS);
    }

    /** What a port says of where its MAC is from. */
    Optional<String> idForPort() {
        return isForRequested() ? Optional.empty() : Optional.of(range.id());
    }

    MacRange range() {
        return range;
    }

    MacBlock block() {
        return block;
    }

    Claims<Mac> macs() {
        return macs;
    }
}
