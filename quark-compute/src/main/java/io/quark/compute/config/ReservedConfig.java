package io.quark.compute.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.Faults;

/** What is kept back for the host itself. */
public record ReservedConfig(
        @JsonPropertyDescription("memory kept back for the host itself, MiB")
        long ram,

        @JsonPropertyDescription("threads kept back for the host itself")
        int cpu,

        @JsonPropertyDescription("storage kept back for the host itself, MiB")
        long storage) {

    public static final ReservedConfig DEFAULTS = new ReservedConfig(512, 0, 1024);

    /** What a host needs that is not there. */
    public static final ReservedConfig NOTHING = new ReservedConfig(0, 0, 0);

    public ReservedConfig {
        new Faults()
                .within("ram", ram, 0, Long.MAX_VALUE)
                .within("cpu", cpu, 0, Integer.MAX_VALUE)
                .within("storage", storage, 0, Long.MAX_VALUE)
                .raise();
    }
}
