package io.quark.orc.cluster;

import java.time.Instant;

/**
 * A task as the tree shows it.
 *
 * @param taken whether it stands in {@code active_tasks}: the compute has begun it
 * @param version of its znode's data
 * @param since when its znode was made, by the server's clock
 */
public record SeenTask(String host, String path, boolean taken, int version, Instant since, TaskRecord task) {

    public boolean hasEnded() {
        return task.end().isPresent();
    }

    /** Whether a workflow could decide otherwise on this than on the other; mere progress changes nothing. */
    boolean differsFrom(SeenTask other) {
        return taken != other.taken || task.starting() != other.task.starting() || hasEnded() != other.hasEnded();
    }
}
