package io.quark.orc.workflow;

import java.time.Duration;

/**
 * The times and bounds that workflows keep.
 *
 * @param grace a host that gives no sign of life for longer than this is down
 * @param taskDeadline how long a task may wait for a host that is silent, or does not take it
 * @param placementWait how long a build waits for room before it fails for lack of it
 * @param maxAttempts placements of one build, at most
 */
public record Rules(Duration grace, Duration taskDeadline, Duration placementWait, int maxAttempts) {

    public static final int MAX_ATTEMPTS = 3;

    /** How long to wait for the outcome of an own proposal that stands in the way: about as long as a commit takes. */
    static final Duration PROVISIONAL = Duration.ofMillis(50);

    /** How often a build that waits for room looks for it. */
    static final Duration ROOM = Duration.ofSeconds(1);
}
