package io.quark.api.pool;

import io.quark.api.bind.Field;
import io.quark.common.model.Segment;
import java.time.Instant;
import java.util.Optional;

/** A pool as clients see it. */
public record SegmentPoolAnswer(
        @Field(required = true, says = "Its id.") String id,

        @Field(required = true, says = "Its name, unique.") String name,

        @Field(required = true, says = "vlan or vxlan.") Segment.Type type,
        @Field(says = "The physical network, for vlan.") Optional<String> physical,
        @Field(required = true, says = "First id.") int first,
        @Field(required = true, says = "Last id.") int last,

        @Field(required = true, says = "Seconds before a released id is handed out again.")
        int reuseAfterS,

        @Field(required = true, says = "How much of it is taken.")
        PoolUsageAnswer usage,

        @Field(required = true, says = "When it was made; pools are used up in this order.")
        Instant createdAt) {}
