package io.quark.api.e2e;

import java.util.List;
import java.util.stream.Stream;

/**
 * The points at which a process is ended. Each takes some seconds, so that scripts/test visits every step once, where it hurts
 * most, and scripts/soak the others, too: those before a step, which differ little from the one after the step before.
 */
final class CrashPoints {

    /** Set to visit all. */
    private static final String ALL = "quark.crash.all";

    private CrashPoints() {}

    static Stream<String> of(List<String> always, List<String> inSoak) {
        return Stream.concat(always.stream(), Boolean.getBoolean(ALL) ? inSoak.stream() : Stream.of());
    }
}
