package io.quark.common.json;

/** A record is larger than the tree accepts ({@link Json#MAX_RECORD_BYTES}). */
public final class RecordTooLargeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    RecordTooLargeException(String what, int bytes) {
        super("a " + what + " of " + bytes + " bytes does not fit in a record of " + Json.MAX_RECORD_BYTES + " bytes");
    }
}
