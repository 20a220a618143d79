package io.quark.common.lead;

import io.quark.common.tree.Node;
import java.time.Instant;

/**
 * The record of a shard's epoch node: who took the shard last.
 *
 * @param epoch 0: nobody has led it yet
 */
public record Epoch(long epoch, String process, Instant since) {

    /** What a node that was laid out empty means. */
    static final Epoch NONE = new Epoch(0, "", Instant.EPOCH);

    @SuppressWarnings("NullAway") // fields that the record of a fresh layout leaves out
    public Epoch {
        process = process == null ? "" : process;
        since = since == null ? Instant.EPOCH : since;
    }

    static Epoch of(Node node) {
        return node.data().length == 0 ? NONE : node.as(Epoch.class);
    }

    Epoch next(String taker, Instant now) {
        return new Epoch(epoch + 1, taker, now);
    }
}
