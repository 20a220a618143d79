package io.quark.net.host;

import java.util.Optional;

/** Stands where a body is still to come. */
final class Unfinished {

    private Unfinished() {}

    @SuppressWarnings("TypeParameterUnusedInFormals")
    static <T> T later() {
        return Optional.<T>empty().orElseThrow(() -> new UnsupportedOperationException("not yet"));
    }
}
