package io.quark.common.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A range of VLAN ids or VXLAN network identifiers that networks get automatically, both ends included.
 *
 * @param type VLAN or VXLAN
 * @param physical the physical network, for VLAN
 * @param reuseAfterS seconds after its release before an id is handed out again
 * @param op the work unit that wrote it
 * @param changing while a change of its ends is being checked: what they were
 * @param deleting the work unit that is removing it: it gives nothing any more
 */
public record SegmentPool(
        String id,
        String name,
        Segment.Type type,
        Optional<String> physical,
        int first,
        int last,
        int reuseAfterS,
        Instant createdAt,
        String op,
        Optional<Changing> changing,
        Optional<String> deleting) {

    /** Neither changing nor going. */
    public SegmentPool(
            String id,
            String name,
            Segment.Type type,
            Optional<String> physical,
            int first,
            int last,
            int reuseAfterS,
            Instant createdAt,
            String op) {
        this(id, name, type, physical, first, last, reuseAfterS, createdAt, op, Optional.empty(), Optional.empty());
    }

    /**
     * A change under way, as {@link Subnet.Changing}.
     *
     * @param workUnit that changes it
     * @param first what it was before
     * @param last what it was before
     */
    public record Changing(String workUnit, int first, int last) {}

    /** The same pool with those ends. */
    public SegmentPool withEnds(int newFirst, int newLast, Optional<Changing> newChanging, String newOp) {
        return new SegmentPool(
                id, name, type, physical, newFirst, newLast, reuseAfterS, createdAt, newOp, newChanging, deleting);
    }

    /** The same pool, being removed by that work unit, or not. */
    public SegmentPool withDeleting(Optional<String> workUnit, String newOp) {
        return new SegmentPool(
                id, name, type, physical, first, last, reuseAfterS, createdAt, newOp, changing, workUnit);
    }
}
