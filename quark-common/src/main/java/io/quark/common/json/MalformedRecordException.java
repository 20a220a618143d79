package io.quark.common.json;

/** Bytes from the tree are not the record that they should be: written by a hand, or by a newer version. */
public final class MalformedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedRecordException(Class<?> type, Throwable cause) {
        super("not a " + type.getSimpleName() + ": " + cause.getMessage(), cause);
    }
}
