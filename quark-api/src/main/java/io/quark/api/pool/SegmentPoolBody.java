package io.quark.api.pool;

import io.quark.api.bind.Field;
import io.quark.common.model.Segment;
import io.quark.net.model.SegmentRules;
import java.util.Optional;

/** What {@code POST /v1/segment-pools} takes. */
public record SegmentPoolBody(
        @Field(required = true, maxLength = 63, says = "Name, unique.")
        Optional<String> name,

        @Field(required = true, says = "vlan or vxlan.") Optional<Segment.Type> type,

        @Field(maxLength = 63, says = "The physical network, for vlan.")
        Optional<String> physical,

        @Field(required = true, min = 1, max = SegmentRules.MAX_VXLAN, says = "First id.")
        Optional<Integer> first,

        @Field(required = true, min = 1, max = SegmentRules.MAX_VXLAN, says = "Last id.")
        Optional<Integer> last,

        @Field(min = 0, max = 31_536_000, says = "Seconds before a released id is handed out again; 300 unless given.")
        Optional<Integer> reuseAfterS) {}
