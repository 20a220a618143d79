package io.quark.common.model;

import java.util.Optional;

/**
 * How a part of a group of work ended.
 *
 * @param target name of what it was about
 * @param error what went wrong, in a sentence
 */
public record ChildEnd(WorkUnit.State state, String target, Optional<String> error) {}
