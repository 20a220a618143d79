package io.quark.api.http;

import io.javalin.http.HttpResponseException;
import io.quark.common.json.RecordTooLargeException;
import io.quark.common.tree.QueueFullException;
import io.quark.common.tree.TreeUnavailableException;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ended a request into a problem. Nothing of a stack trace ever leaves: it goes to the log, with a reference. */
final class Failures {

    static final int RETRY_AFTER_SECONDS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static ProblemException problemOf(Throwable failure, String method, String path) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ProblemException problem) {
            return problem;
        }
        if (cause instanceof TreeUnavailableException) {
            return ProblemType.UNAVAILABLE
                    .of(
                            "ZooKeeper does not answer: " + cause.getMessage(),
                            "Try again; a change with the same Idempotency-Key.")
                    .retryAfter(RETRY_AFTER_SECONDS);
        }
        if (cause instanceof RejectedExecutionException || cause instanceof QueueFullException) {
            return ProblemType.BUSY
                    .of("too many requests are being worked on", "Try again a little later.")
                    .retryAfter(RETRY_AFTER_SECONDS);
        }
        if (cause instanceof RecordTooLargeException) {
            return ProblemType.REFUSED.of(
                    String.valueOf(cause.getMessage()),
                    "Ask for less in one request: shorter user data, fewer subnets.");
        }
        if (cause instanceof HttpResponseException http) {
            return ofServer(http, method, path);
        }
        String reference = UUID.randomUUID().toString();
        LOG.error("{} {} failed (reference {})", method, path, reference, cause);
        return ProblemType.INTERNAL.of(
                "the api failed; its log has the reason under reference " + reference,
                "Try again; if it fails again, tell the operator the reference.");
    }

    /** What Javalin itself refuses. */
    private static ProblemException ofServer(HttpResponseException http, String method, String path) {
        if (http.getStatus() == ProblemType.METHOD.status()) {
            String allowed = String.join(", ", http.getDetails().values());
            return ProblemType.METHOD
                    .of(method + " is not possible on " + path, "Possible here: " + allowed + ".")
                    .with("Allow", allowed);
        }
        if (http.getStatus() == ProblemType.NOT_FOUND.status()) {
            return ProblemType.NOT_FOUND.of(
                    "there is nothing at " + path,
                    "/docs shows all operations; everything of Quark's begins with /v1/.");
        }
        return ProblemType.MALFORMED.of("the request cannot be understood", "/docs shows what the api takes.");
    }
}
