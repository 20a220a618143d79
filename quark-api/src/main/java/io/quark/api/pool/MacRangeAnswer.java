package io.quark.api.pool;

import io.quark.api.bind.Field;
import io.quark.common.model.MacRange;
import java.time.Instant;

/** A range of MACs as clients see it. */
public record MacRangeAnswer(
        @Field(required = true, says = "Its id.") String id,

        @Field(required = true, says = "Its name, unique.") String name,

        @Field(required = true, says = "First MAC and prefix length, canonical.")
        String cidr,

        @Field(required = true, says = "Seconds before a released MAC is handed out again.")
        int reuseAfterS,

        @Field(required = true, says = "active; disabled: gives only what is asked for by name; deleting.")
        MacRange.State state,

        @Field(required = true, says = "How much of it is taken.")
        PoolUsageAnswer usage,

        @Field(required = true, says = "When it was made; ranges are used up in this order.")
        Instant createdAt) {}
