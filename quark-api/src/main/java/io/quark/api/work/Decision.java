package io.quark.api.work;

import io.quark.api.http.ProblemException;

/** Judges a request against what is known of the cluster. Reads views, touches nothing; is called on a thread that may compute for a moment. */
@FunctionalInterface
public interface Decision {

    /**
     * The change to be made.
     *
     * @throws ProblemException if it is not acceptable
     */
    Draft decide(WorkUnitIds ids);
}
