package io.quark.api.http;

import io.quark.common.model.Problem;
import io.quark.common.model.Problem.Fault;
import java.util.List;
import java.util.Optional;

/** The kinds of problem that the api itself answers; those of a failed work unit come from who failed. */
public enum ProblemType {
    MALFORMED("malformed-request", "The request is malformed", 400),
    TOKEN("no-token", "The token opens nothing", 403),
    NOT_FOUND("not-found", "There is no such thing", 404),
    METHOD("method-not-allowed", "The method is not allowed here", 405),
    TIMEOUT("request-timeout", "The request took too long to arrive", 408),
    CONFLICT("conflict", "Something stands in the way", 409),
    STALE("stale", "It has changed since it was read", 412),
    TOO_LARGE("too-large", "The body is too large", 413),
    MEDIA_TYPE("unsupported-media-type", "The body is of a type that is not taken here", 415),
    REFUSED("refused", "A rule refuses the request", 422),
    KEY_REUSED("idempotency-key-reused", "The Idempotency-Key was used for another request", 422),
    UPGRADE("upgrade-required", "Another protocol is wanted here", 426),
    INTERNAL("internal", "Something went wrong inside", 500),
    BUSY("busy", "There is more work waiting than is healthy", 503),
    SILENT("host-silent", "The machine's host does not answer", 503),
    UNAVAILABLE("unavailable", "ZooKeeper cannot be reached", 503);

    private final String type;
    private final String title;
    private final int status;

    ProblemType(String type, String title, int status) {
        this.type = type;
        this.title = title;
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** A problem of this type as something to throw. */
    public ProblemException of(String detail, String hint) {
        return of(detail, hint, List.of());
    }

    public ProblemException of(String detail, String hint, List<Fault> faults) {
        return new ProblemException(new Problem(type, title, status, detail, Optional.of(hint), faults));
    }
}
