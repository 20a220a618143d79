package io.quark.orc.loop;

import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;

/**
 * The leadership of a shard, as long as it lasts.
 *
 * @param epoch counts the leaders of the shard; goes into every task
 * @param version of the epoch's znode: the fencing token
 */
record Lead(int shard, long epoch, int version) {

    /** What every transaction for this shard begins with: it fails as soon as somebody else leads. */
    Op fence(Paths paths) {
        return Op.check(paths.epoch(shard), version);
    }
}
