package io.quark.common.lead;

import java.time.Instant;
import java.util.Optional;

/** What this process is to one shard. */
sealed interface Stance {

    /**
     * It does not lead.
     *
     * @param leaderlessSince since when it has seen no leader
     * @param deadVersion the fence of this version (and those before) is known to have ended; the view may not yet show it
     */
    record Following(Optional<Instant> leaderlessSince, int deadVersion) implements Stance {}

    /** The transaction that takes the shard is on its way. */
    record Taking(int deadVersion) implements Stance {}

    /**
     * It leads.
     *
     * @param sessionId the session that owns the leader node
     * @param keepUntil not handed over before
     */
    record Leading(Fence fence, long sessionId, Instant keepUntil) implements Stance {}

    /** It leads still, but the listener has been asked to end its work. */
    record Finishing(Fence fence, long sessionId, Instant deadline, boolean finished) implements Stance {}

    /** The transaction that deletes the leader node is on its way. */
    record Releasing(int deadVersion) implements Stance {}
}
