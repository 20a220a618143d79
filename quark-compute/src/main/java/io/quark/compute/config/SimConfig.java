package io.quark.compute.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.Faults;
import java.util.List;

/** What the simulation is like. */
public record SimConfig(
        @JsonPropertyDescription("how many simulated computes the process hosts")
        int count,

        @JsonPropertyDescription(
                "their names begin with this: <prefix>-0001; a single one may have the key name instead")
        String prefix,

        @JsonPropertyDescription("what each step takes, ms") int stepMs,

        @JsonPropertyDescription("up to so much is added to each step, ms")
        int jitterMs,

        @JsonPropertyDescription("of jitter and faults: the same seed gives the same simulation")
        long seed,

        @JsonPropertyDescription("share of the steps that fail for good, 0 to 1")
        double failRate,

        @JsonPropertyDescription("names of computes where every step fails")
        List<String> failHosts,

        @JsonPropertyDescription("memory of each, MiB") long ram,

        @JsonPropertyDescription("threads of each") int cpu,

        @JsonPropertyDescription("storage of each, MiB") long storage,

        @JsonPropertyDescription("whether machines are remembered over a restart, in the state directory")
        boolean journal) {

    /** A large host, so that a few carry a large test; the most that one process is made for is 10,000 of them. */
    public static final SimConfig DEFAULTS =
            new SimConfig(1, "sim", 0, 0, 1, 0, List.of(), 256 * 1024, 64, 8 * 1024 * 1024, true);

    private static final int MOST = 10_000;

    public SimConfig {
        failHosts = List.copyOf(failHosts);
        new Faults()
                .within("count", count, 1, MOST)
                .notBlank("prefix", prefix)
                .name("prefix", prefix)
                .within("step_ms", stepMs, 0, 600_000)
                .within("jitter_ms", jitterMs, 0, 600_000)
                .within("fail_rate", failRate, 0, 1)
                .within("ram", ram, 1, Long.MAX_VALUE)
                .within("cpu", cpu, 1, Integer.MAX_VALUE)
                .within("storage", storage, 1, Long.MAX_VALUE)
                .raise();
    }
}
