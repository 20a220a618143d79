package io.quark.net.host;

import io.quark.common.model.Problem;

/** The host did not do what a driver told it to. */
public final class DriverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** End of the type of problems that stand for what a driver cannot do. */
    static final String UNSUPPORTED = "unsupported-by-driver";

    private final transient Problem problem;

    public DriverException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    /** Whether trying again is in vain: this driver cannot do that on any host like this one. */
    public boolean isUnsupported() {
        return problem.type().endsWith(UNSUPPORTED);
    }

    public Problem problem() {
        return problem;
    }
}
