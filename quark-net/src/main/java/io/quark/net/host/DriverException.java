package io.quark.net.host;

import io.quark.common.model.Problem;

/** The host did not do what a driver told it to. */
public final class DriverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public DriverException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
