package io.quark.api.pool;

import io.quark.api.bind.Field;
import io.quark.net.model.SegmentRules;
import java.util.Optional;

/** What {@code PATCH /v1/segment-pools/{segment_pool}} takes; what is left out stays. */
public record SegmentPoolPatch(
        @Field(maxLength = 63, says = "New name, unique.") Optional<String> name,

        @Field(min = 1, max = SegmentRules.MAX_VXLAN, says = "First id.")
        Optional<Integer> first,

        @Field(min = 1, max = SegmentRules.MAX_VXLAN, says = "Last id.")
        Optional<Integer> last,

        @Field(min = 0, max = 31_536_000, says = "Seconds before a released id is handed out again.")
        Optional<Integer> reuseAfterS) {}
