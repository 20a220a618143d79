package io.quark.api.pool;

import io.quark.api.bind.Field;

/** How much of a range of MACs or of a pool of segment ids is taken. */
public record PoolUsageAnswer(
        @Field(required = true, says = "How many there are.")
        long size,

        @Field(required = true, says = "In use.") long allocated,

        @Field(required = true, says = "Released, and not yet to be handed out again.")
        long cooling,

        @Field(required = true, says = "Could be handed out now.")
        long free) {

    static PoolUsageAnswer of(long size, long allocated, long cooling) {
        return new PoolUsageAnswer(size, allocated, cooling, Math.max(0, size - allocated - cooling));
    }
}
