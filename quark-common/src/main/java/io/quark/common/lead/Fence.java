package io.quark.common.lead;

import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;

/**
 * The right to write for a shard. Each transaction of its leader begins with {@link #check}: it is refused whole once another
 * process has taken the shard.
 *
 * @param epoch grows with each change of leader; commands to computes carry it
 * @param version the data version of the shard's epoch node: the fencing token
 */
public record Fence(int shard, long epoch, int version) {

    /** The operation that lets a transaction fail if this right has ended. */
    public Op check(Paths paths) {
        return Op.check(paths.epoch(shard), version);
    }
}
