package io.quark.compute.step;

import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import java.time.Duration;

/**
 * Which failures of a step are worth another try.
 *
 * @param passing for failures that may pass soon
 * @param unreachable while what does the work cannot be reached
 */
public record Retries(Backoff passing, Backoff unreachable) {

    /** Three more tries within two seconds; two minutes for a hypervisor to come back (a restart takes seconds). */
    public static final Retries DEFAULT = new Retries(
            new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2), 4),
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5), 28));

    /** For deletes: somebody waits for the answer, but no longer than it takes until the hypervisor is back. */
    public static final Retries REMOVAL = new Retries(
            new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), 12),
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5), Backoff.FOR_EVER));

    /** Until it works: for the undoing of a build, which may not be given up, or the machine could exist twice. */
    public static final Retries FOR_EVER = new Retries(
            new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), Backoff.FOR_EVER),
            new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5), Backoff.FOR_EVER));

    boolean again(HostFailureException why, int failedAttempts) {
        return switch (why.kind()) {
            case PASSING -> passing.again(failedAttempts);
            case UNREACHABLE -> unreachable.again(failedAttempts);
            case PERMANENT, UNFIT -> passing.attempts() == Backoff.FOR_EVER;
            case STOPPED -> false;
        };
    }

    Duration wait(HostFailureException why, int failedAttempts) {
        return (why.kind() == Kind.UNREACHABLE ? unreachable : passing).after(failedAttempts);
    }

    /** A failure as it is handled and told: one that nobody foresaw is a permanent one. */
    HostFailureException failure(String step, Throwable failure) {
        if (failure instanceof HostFailureException known) {
            return known;
        }
        return new HostFailureException(
                Kind.PERMANENT, step + ": " + failure, "see the log of this compute, and report it as a bug", failure);
    }
}
