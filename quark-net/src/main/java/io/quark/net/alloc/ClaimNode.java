package io.quark.net.alloc;

import io.quark.common.model.Claim;
import java.time.Instant;

/**
 * A claim as it stands in the tree.
 *
 * @param modifiedAt the server's clock; while it cools: since when
 */
record ClaimNode(Claim claim, int version, Instant modifiedAt) {

    boolean cooling() {
        return claim.state() == Claim.State.COOLING;
    }
}
