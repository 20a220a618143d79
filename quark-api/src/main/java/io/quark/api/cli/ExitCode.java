package io.quark.api.cli;

/** The exit codes of the command line tool; scripts rely on them. */
public enum ExitCode {
    DONE(0),
    FAILED(1),
    USAGE(2),
    NOT_FOUND(3),
    CONFLICT(4),
    NOT_ALLOWED(5),
    UNREACHABLE(6),
    TIMED_OUT(7);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The exit code for an HTTP status of 400 or more. */
    static ExitCode ofStatus(int status) {
        return switch (status) {
            case 400, 405, 413, 415, 422 -> USAGE;
            case 401, 403 -> NOT_ALLOWED;
            case 404 -> NOT_FOUND;
            case 409, 412 -> CONFLICT;
            case 408, 504 -> TIMED_OUT;
            case 502, 503 -> UNREACHABLE;
            default -> FAILED;
        };
    }
}
