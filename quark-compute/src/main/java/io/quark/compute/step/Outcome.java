package io.quark.compute.step;

import io.quark.compute.hypervisor.HostFailureException;

/** What came of a run of steps. In each case none of them is running any more. */
public sealed interface Outcome {

    /** All steps are done. */
    record Done() implements Outcome {}

    /** The run was stopped before its end, or was not let go on. */
    record Stopped() implements Outcome {}

    /** A step failed for good. */
    record Failed(String step, HostFailureException why) implements Outcome {}
}
