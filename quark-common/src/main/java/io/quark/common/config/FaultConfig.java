package io.quark.common.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Faults made on purpose, for tests only. */
public record FaultConfig(
        @JsonPropertyDescription(
                "for tests: the crash point at which the process halts at once; name#n: the n-th time; "
                        + "@file: the point that the file names when it is reached")
        String crashAt) {

    public static final FaultConfig DEFAULTS = new FaultConfig("");

    public FaultConfig {
        new Faults()
                .when(
                        !crashAt.matches("([a-z0-9_.-]+(#[1-9][0-9]{0,8})?|@.+)?"),
                        "crash_at",
                        "must be the name of a crash point, or name#n, or @file; it is '" + crashAt + "'")
                .raise();
    }
}
