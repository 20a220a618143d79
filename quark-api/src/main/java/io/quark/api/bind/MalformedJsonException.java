package io.quark.api.bind;

/** A body is not JSON; the message says where it stops being it. */
public final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message, int line, int column) {
        super("line " + line + ", column " + column + ": " + message);
    }
}
