package io.quark.net.alloc;

/**
 * What a claim on a name holds.
 *
 * @param id of whatever has the name
 */
record NameRecord(String id) {}
