package io.quark.compute.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.Faults;

/** How much of each resource may be promised for each unit there is. */
public record RatiosConfig(
        @JsonPropertyDescription("virtual CPUs promised for each thread")
        double cpu,

        @JsonPropertyDescription("memory promised for each MiB")
        double ram,

        @JsonPropertyDescription("storage promised for each MiB")
        double storage) {

    public static final RatiosConfig DEFAULTS = new RatiosConfig(4.0, 1.0, 1.0);

    public RatiosConfig {
        new Faults()
                .within("cpu", cpu, 0.1, 100)
                .within("ram", ram, 0.1, 100)
                .within("storage", storage, 0.1, 100)
                .raise();
    }
}
