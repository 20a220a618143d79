package io.quark.compute.looking;

import io.quark.common.model.Problem;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.UnseenException;
import io.quark.compute.step.Loop;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What api processes are told instead of what they asked for. */
final class Refusals {

    static final int NO_TICKET = 401;
    static final int USED = 403;
    static final int ABSENT = 404;
    static final int UNSEEN = 409;
    static final int LATER = 503;

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    /** Ends a request with a problem. */
    static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        RefusedException(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    static RefusedException noTicket(String why) {
        return new RefusedException(Problem.of(
                "no-ticket",
                "No valid ticket",
                NO_TICKET,
                why,
                "Only api processes of the same tree look in here. See that the clocks of both hosts agree."));
    }

    static RefusedException usedTicket() {
        return new RefusedException(Problem.of(
                "ticket-used",
                "The ticket is not good any more",
                USED,
                "this ticket was good for one connection to the compute that ran when it was asked for",
                "Ask for another one: POST /v1/instances/{instance}/console."));
    }

    static RefusedException absent(String detail) {
        return new RefusedException(
                Problem.of("not-found", "There is no such thing", ABSENT, detail, "See where the machine is now."));
    }

    static RefusedException busy(String detail) {
        return new RefusedException(Problem.of("busy", "Too many look in here", LATER, detail, "Try again later."));
    }

    static Problem problemOf(Throwable failure) {
        Throwable cause = Loop.cause(failure);
        if (cause instanceof RefusedException refused) {
            return refused.problem();
        }
        if (cause instanceof UnseenException unseen) {
            return Problem.of(
                    unseen.isAbsent() ? "not-found" : "conflict",
                    unseen.isAbsent() ? "There is no such thing" : "Something stands in the way",
                    unseen.isAbsent() ? ABSENT : UNSEEN,
                    String.valueOf(unseen.getMessage()),
                    unseen.hint());
        }
        if (cause instanceof HostFailureException host) {
            return unavailable(String.valueOf(host.getMessage()), host.hint());
        }
        if (cause instanceof TimeoutException) {
            return unavailable("the host took too long", "Try again.");
        }
        String reference = UUID.randomUUID().toString();
        LOG.error("looking in failed (reference {})", reference, failure);
        return unavailable("looking in failed", "The compute's log has the reason under reference " + reference + ".");
    }

    private static Problem unavailable(String detail, String hint) {
        return Problem.of("unavailable", "The host cannot tell", LATER, detail, hint);
    }
}
