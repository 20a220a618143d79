package io.quark.api.action;

import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Instance;
import java.util.List;

/**
 * Of which machine something is asked, and by whom.
 *
 * @param workUnit the id that the work unit will have
 * @param files that the request names to boot from
 */
record Asked(Request request, Standing standing, WorkUnitIds ids, String workUnit, List<ImageFile> files) {

    Instance instance() {
        return standing.instance();
    }

    String project() {
        return request.project();
    }

    /** Goes on only if nothing was wrong with what the body names. */
    void refuseFaults() {
        request.refuseFaults("Correct these fields; /docs shows what the action takes.");
    }

    /** Refuses (422) what a rule forbids. */
    void refuse(boolean when, String why, String hint) {
        if (when) {
            throw ProblemType.REFUSED.of(why, hint);
        }
    }

    /** Refuses (422) what cannot be done to a machine that is being rescued. */
    void refuseRescued(String what) {
        refuse(
                instance().rescue().isPresent(),
                "the instance " + instance().name() + " is being rescued and cannot be " + what,
                "End the rescue first: action unrescue.");
    }
}
