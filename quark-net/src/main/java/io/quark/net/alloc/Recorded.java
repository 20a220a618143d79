package io.quark.net.alloc;

/**
 * A record as an index saw it.
 *
 * @param version of its node's data
 */
public record Recorded<R>(R record, int version) {}
