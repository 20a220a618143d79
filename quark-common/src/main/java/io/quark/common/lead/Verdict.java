package io.quark.common.lead;

import java.time.Instant;

/** What is to be done about one shard. */
sealed interface Verdict {

    /** Nothing. */
    record Stay() implements Verdict {}

    /** Nothing but to remember that there is no leader. */
    record NoteLeaderless(Instant since) implements Verdict {}

    /** Nothing but to remember that there is a leader. */
    record NoteLed() implements Verdict {}

    /**
     * Send the transaction that takes the shard.
     *
     * @param preferred whether the shard is this process's own
     */
    record Take(boolean preferred) implements Verdict {}

    /** A former taking, whose outcome was not known, has succeeded: lead. */
    record Adopt(Fence fence) implements Verdict {}

    /** Delete the leader node of this session, which belongs to no leadership that is known. */
    record Clear() implements Verdict {}

    /** Ask the listener to end its work. */
    record Finish() implements Verdict {}

    /** The listener has ended its work, or had its time: delete the leader node. */
    record Release() implements Verdict {}

    /** Stop leading now, and touch nothing. */
    record StepDown(String why) implements Verdict {}
}
