package io.quark.net.alloc;

import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import io.quark.net.model.Mac;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ranges of MACs, as one index sees them. Not thread safe. */
final class MacRanges {

    private static final Comparator<MacRangeState> ORDER = Comparator.comparing(
                    (MacRangeState state) -> state.range().createdAt())
            .thenComparing(state -> state.block().first());

    private final Paths paths;
    private final Map<String, MacRangeState> byId = new HashMap<>();
    private final TreeMap<Mac, MacRangeState> byFirst = new TreeMap<>();
    private List<MacRangeState> inOrder = List.of();
    private int version;

    MacRanges(Paths paths) {
        this.paths = paths;
    }

    Map<String, MacRangeState> all() {
        return Collections.unmodifiableMap(byId);
    }

    Optional<MacRangeState> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The node above all ranges has this version now. */
    void version(int now) {
        version = now;
    }

    int version() {
        return version;
    }

    /** A range is there, or otherwise than before. */
    void put(MacRangeState range) {
        remove(range.range().id());
        byId.put(range.range().id(), range);
        if (!range.isForRequested()) {
            byFirst.put(range.block().first(), range);
            requested().stream()
                    .flatMap(elsewhere -> elsewhere.macs().space().claims().keySet().stream())
                    .filter(range.block()::contains)
                    .forEach(range::claimedElsewhere);
        }
        sort();
    }

    void remove(String id) {
        MacRangeState gone = byId.remove(id);
        if (gone != null && !gone.isForRequested()) {
            byFirst.remove(gone.block().first());
        }
        sort();
    }

    private void sort() {
        inOrder = byFirst.values().stream()
                .filter(MacRangeState::givesAutomatically)
                .sorted(ORDER)
                .toList();
    }

    /** The ranges that MACs are handed out from, in the order in which they are used up. */
    List<MacRangeState> inOrder() {
        return inOrder;
    }

    /** The range that it lies in, wherever its claim is. */
    Optional<MacRangeState> around(Mac mac) {
        return Optional.ofNullable(byFirst.floorEntry(mac))
                .map(Map.Entry::getValue)
                .filter(range -> range.block().contains(mac));
    }

    /**
     * Where the claim on a MAC belongs: where it is already, else the range around it, else with those that were asked for. Empty
     * only before the tree is laid out.
     */
    Optional<MacRangeState> of(Mac mac) {
        Optional<MacRangeState> requested = requested();
        return requested
                .filter(elsewhere -> elsewhere.macs().space().claim(mac).isPresent())
                .or(() -> around(mac))
                .or(() -> requested);
    }

    private Optional<MacRangeState> requested() {
        return find(TreeLayout.REQUESTED_MACS);
    }

    /** A claim on a MAC that was asked for outside every range came or went. */
    void requestedChanged(Mac mac, boolean claimed) {
        around(mac).ifPresent(range -> {
            if (claimed) {
                range.claimedElsewhere(mac);
            } else {
                range.freeElsewhere(mac);
            }
        });
    }

    /**
     * Whoever claims a MAC rests on its range as it is; outside of every range on there being none around it.
     *
     * @param range where the claim belongs
     */
    void restsOn(MacRangeState range, Draft draft) {
        if (range.isForRequested()) {
            draft.restsOn(paths.macRanges(), version);
        } else {
            draft.restsOn(paths.macRange(range.range().id()), range.version());
        }
    }
}
