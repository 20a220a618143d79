package io.quark.api.http;

import io.quark.common.model.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/** Ends a request with a problem. Carries no stack trace: it is an answer, not an accident. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers;

    public ProblemException(Problem problem) {
        this(problem, Map.of());
    }

    private ProblemException(Problem problem, Map<String, String> headers) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.headers = headers;
    }

    public Problem problem() {
        return problem;
    }

    /** Headers that go with it. */
    public Map<String, String> headers() {
        return headers;
    }

    public ProblemException with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ProblemException(problem, more);
    }

    /** The same with {@code Retry-After}. */
    public ProblemException retryAfter(int seconds) {
        return with("Retry-After", Integer.toString(seconds));
    }
}
