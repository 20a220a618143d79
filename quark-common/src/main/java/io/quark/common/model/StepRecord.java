package io.quark.common.model;

import java.time.Instant;

/**
 * A completed step of a task or work unit.
 *
 * @param timeToCompletion milliseconds from the step's start to its end (the seed's {@code time_to_completion})
 */
public record StepRecord(Instant completedAt, long timeToCompletion) {}
