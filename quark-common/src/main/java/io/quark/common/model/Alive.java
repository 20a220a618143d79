package io.quark.common.model;

import java.time.Instant;

/**
 * The ephemeral sign of life of a daemon.
 *
 * @param bootId new at each start of the daemon
 * @param machineId of the operating system that it runs on
 */
public record Alive(String bootId, String machineId, long pid, Instant since) {}
