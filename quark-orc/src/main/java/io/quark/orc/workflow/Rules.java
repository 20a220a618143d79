package io.quark.orc.workflow;

import java.time.Duration;

/**
 * The times and bounds that workflows keep.
 *
 * @param grace a host that gives no sign of life for longer than this is down
 * @param taskDeadline how long a task may wait for a host that is silent, or does not take it
 * @param placementWait how long a build waits for room before it fails for lack of it
 * @param maxAttempts placements of one build, at most
 * @param hostsFollow how long hosts may take to put a QoS policy into force before its work unit fails; they go on trying
 */
public record Rules(
        Duration grace, Duration taskDeadline, Duration placementWait, int maxAttempts, Duration hostsFollow) {

    public static final int MAX_ATTEMPTS = 3;
    public static final Duration HOSTS_FOLLOW = Duration.ofMinutes(1);

    /** With the usual patience for hosts that follow a policy. */
    public Rules(Duration grace, Duration taskDeadline, Duration placementWait, int maxAttempts) {
        this(grace, taskDeadline, placementWait, maxAttempts, HOSTS_FOLLOW);
    }

    /** How long to wait for the outcome of an own proposal that stands in the way: about as long as a commit takes. */
    static final Duration PROVISIONAL = Duration.ofMillis(50);

    /** How often a build that waits for room looks for it. */
    static final Duration ROOM = Duration.ofSeconds(1);

    /** How often work that waits for hosts looks at them at least; what they say is looked at earlier. */
    static final Duration FOLLOW = Duration.ofMillis(500);

    /** A host that has failed to put a policy into force so often is not waited for any longer. */
    static final int FOLLOW_ATTEMPTS = 3;
}
