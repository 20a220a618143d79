package io.quark.orc.workflow;

/**
 * A record as the tree shows it.
 *
 * @param version of its znode's data
 */
public record Seen<T>(T value, int version) {}
