package io.quark.api.local;

/** A local Quark could not be started, found or ended; the message is for a person. */
public final class LocalClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LocalClusterException(String message) {
        super(message);
    }

    LocalClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
