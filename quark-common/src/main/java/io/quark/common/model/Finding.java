package io.quark.common.model;

/**
 * Something that an audit found which must not be.
 *
 * @param invariant which one is broken, e.g. {@code I4}; they are listed in docs/operating.md
 * @param subject what it is about: a path in the tree, or an instance on a host
 * @param detail what is wrong, for people
 */
public record Finding(String invariant, String subject, String detail) {}
