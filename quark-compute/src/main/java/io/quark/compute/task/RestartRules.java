package io.quark.compute.task;

import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.RestartPolicy;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.step.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides whether a host starts a machine again by itself. Pure. */
final class RestartRules {

    /** Whoever was started so long ago is not one that crashes again and again; longer than the longest wait. */
    static final Duration STEADY = Duration.ofMinutes(30);

    private static final Backoff AGAIN = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(10), Backoff.FOR_EVER);

    private RestartRules() {}

    /**
     * What this host has done so far.
     *
     * @param inARow how often it was started, each time soon after the time before
     */
    record Starts(int inARow, Instant last) {

        /** One more. */
        static Starts after(Optional<Starts> before, Instant now) {
            return new Starts(
                    before.filter(starts -> starts.isRecent(now))
                                    .map(Starts::inARow)
                                    .orElse(0)
                            + 1,
                    now);
        }

        private boolean isRecent(Instant now) {
            return now.isBefore(last.plus(STEADY));
        }
    }

    /**
     * What a domain's status is to be called. Where the hypervisor does not know what ended a machine, it ended otherwise than it should if it
     * was there when it was seen last; that is written down, so that it is known also when this daemon is started anew before it has acted.
     *
     * @param before as it was seen last
     */
    static MachineStatus status(Domain domain, MachineStatus before) {
        if (domain.explained()) {
            return domain.status();
        }
        return switch (before) {
            case RUNNING, PAUSED, CRASHED -> MachineStatus.CRASHED;
            case STOPPED, SUSPENDED, MISSING -> domain.status();
        };
    }

    /**
     * When it is to be started; empty: not by itself.
     *
     * @param status as it was just seen
     * @param starts by this host itself, as far as this daemon knows
     */
    static Optional<Instant> startAt(Managed managed, MachineStatus status, Optional<Starts> starts, Instant now) {
        if (managed.wanted() != PowerState.RUNNING || !isWanted(status, managed.restart())) {
            return Optional.empty();
        }
        Instant soonest = starts.filter(known -> known.isRecent(now))
                .map(known -> known.last().plus(AGAIN.after(known.inARow())))
                .orElse(now);
        return Optional.of(soonest.isBefore(now) ? now : soonest);
    }

    private static boolean isWanted(MachineStatus status, RestartPolicy policy) {
        return switch (status) {
            // Its host saved it when it was shut down, or it ended otherwise than it should.
            case CRASHED, SUSPENDED -> policy != RestartPolicy.NEVER;
            case STOPPED -> policy == RestartPolicy.ALWAYS;
            // Who has paused it, or removed it, besides Quark will know why.
            case RUNNING, PAUSED, MISSING -> false;
        };
    }
}
