package io.quark.net.alloc;

import io.quark.common.model.MacRange;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import io.quark.net.model.Mac;
import io.quark.net.model.MacBlock;
import io.quark.net.model.Span;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A range of MACs and the claims on them, as one index sees them. Not thread safe. */
final class MacRangeState {

    /** No device can have it, whatever range it lies in. */
    private static final Span<Mac> NEVER = Span.of(new Mac(0));

    private final MacRange range;
    private final int version;
    private final MacBlock block;
    private final Claims<Mac> macs;
    private final MacRanges all;

    /**
     * Reads a range's record.
     *
     * @param version of its node
     * @param macs what is claimed; it is arranged by the record
     * @param all the ranges of which it is one
     * @throws IllegalArgumentException if the record is unsound
     */
    MacRangeState(MacRange range, int version, Claims<Mac> macs, MacRanges all) {
        this.all = all;
        this.range = range;
        this.version = version;
        this.block = MacBlock.of(range.cidr());
        this.macs = macs;
        List<AutomaticRange<Mac>> automatic = isForRequested()
                ? List.of()
                : List.of(new AutomaticRange<>(block.first(), block.last(), List.of(NEVER)));
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

    /** It was asked for before the range was there, and its claim is elsewhere. */
    void claimedElsewhere(Mac mac) {
        macs.space().ranges().forEach(automatic -> automatic.exclude(mac));
    }

    /** The claim elsewhere is gone. */
    void freeElsewhere(Mac mac) {
        macs.space().ranges().forEach(automatic -> automatic.include(mac));
    }

    /** Whoever claims one of its MACs rests on it as it is; outside of every range, on there being none around the MAC. */
    void restsOn(Draft draft) {
        all.restsOn(this, draft);
    }

    /** Whether it is the place of MACs that lie in no range. */
    boolean isForRequested() {
        return range.id().equals(TreeLayout.REQUESTED_MACS);
    }

    /** Whether MACs are handed out of it that nobody asked for. */
    boolean givesAutomatically() {
        return !isForRequested() && range.state() == MacRange.State.ACTIVE;
    }

    /** Whether it gives nothing more, not even what is asked for. */
    boolean isGoing() {
        return range.state() == MacRange.State.DELETING;
    }

    /** What a port says of where its MAC is from. */
    Optional<String> idForPort() {
        return isForRequested() ? Optional.empty() : Optional.of(range.id());
    }

    MacRange range() {
        return range;
    }

    /** The version of its node. */
    int version() {
        return version;
    }

    MacBlock block() {
        return block;
    }

    Claims<Mac> macs() {
        return macs;
    }

    List<Usage.PoolUsage> usage() {
        return Usage.pools(macs.space());
    }
}
