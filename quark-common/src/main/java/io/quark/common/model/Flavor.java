package io.quark.common.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A shape of machines that an operator has defined, for all projects.
 *
 * @param ram MiB
 * @param cpu virtual CPUs
 * @param storage MiB
 */
public record Flavor(
        String id,
        String name,
        Optional<String> description,
        long ram,
        int cpu,
        long storage,
        Hardware hardware,
        Instant createdAt,
        String op) {}
