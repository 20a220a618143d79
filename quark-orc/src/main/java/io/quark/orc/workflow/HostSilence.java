package io.quark.orc.workflow;

import io.quark.orc.cluster.HostSign;
import io.quark.orc.cluster.SeenTask;
import java.time.Instant;
import java.util.Optional;

/** What the silence of a host means for a task on it. All times are the server's. */
final class HostSilence {

    private final Rules rules;
    private final Instant now;
    private final HostSign sign;

    HostSilence(Rules rules, World world, String host) {
        this.rules = rules;
        this.now = world.now();
        this.sign = world.sign(host);
    }

    boolean alive() {
        return sign.alive();
    }

    /** Silent for longer than the grace time, or gone from the tree altogether. */
    boolean down() {
        return !sign.alive() && !now.isBefore(downAt().orElse(now));
    }

    /** When it counts as down; empty while it is alive, and where it is not known at all. */
    Optional<Instant> downAt() {
        return sign.silentSince().map(since -> since.plus(rules.grace()));
    }

    /** When waiting for a silent host ends: at the task's deadline, but not before the host counts as down. */
    Instant givenUpAt(SeenTask task) {
        Instant deadline = deadline(task);
        return downAt().filter(down -> down.isAfter(deadline)).orElse(deadline);
    }

    boolean givenUp(SeenTask task) {
        return down() && !now.isBefore(givenUpAt(task));
    }

    /** A host that is alive and still has not taken the task at its deadline. */
    boolean neglected(SeenTask task) {
        return !task.taken() && !now.isBefore(deadline(task));
    }

    /** When to look again at a task that has not ended. */
    Decision.Wait waitFor(SeenTask task) {
        if (down()) {
            return Decision.Wait.until(givenUpAt(task));
        }
        Optional<Instant> next = downAt();
        if (!task.taken() && next.map(deadline(task)::isBefore).orElse(true)) {
            next = Optional.of(deadline(task));
        }
        return new Decision.Wait(next);
    }

    private Instant deadline(SeenTask task) {
        return task.task().birthedOn().orElse(task.since()).plus(rules.taskDeadline());
    }
}
