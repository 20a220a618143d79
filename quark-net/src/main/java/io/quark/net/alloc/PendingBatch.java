package io.quark.net.alloc;

import io.quark.common.model.Problem;
import java.util.Optional;

/**
 * What the node says below which many ports are made together.
 *
 * @param failed why not all of them can be had: from then on those made go again
 */
record PendingBatch(Optional<Problem> failed) {
    static final PendingBatch MAKING = new PendingBatch(Optional.empty());
}
