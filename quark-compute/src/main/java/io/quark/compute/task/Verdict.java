package io.quark.compute.task;

import io.quark.common.model.Problem;

/** What becomes of a task that waits in {@code next_tasks}. */
sealed interface Verdict {

    record Take() implements Verdict {}

    /** Not yet: as many are being worked on as may be. */
    record Later() implements Verdict {}

    record Decline(Problem why) implements Verdict {}
}
