package io.quark.api.e2e;

import java.util.List;
import java.util.stream.Stream;

/**
 * The points at which a process is ended. Each takes some seconds, so that scripts/test visits those where it hurts most, and
 * scripts/soak all: on the simulator the tests of quark-compute end the daemon after every step.
 */
final class CrashPoints {

    /** Set to visit all. */
    private static final String ALL = "quark.crash.all";

    private CrashPoints() {}

    static Stream<String> of(List<String> always, List<String> inSoak) {
        return Stream.concat(always.stream(), Boolean.getBoolean(ALL) ? inSoak.stream() : Stream.of())
                .distinct();
    }
}
