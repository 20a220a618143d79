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
        String op) {}
