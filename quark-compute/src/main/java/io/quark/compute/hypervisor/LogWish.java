package io.quark.compute.hypervisor;

import java.util.Optional;

/**
 * Which part of a console log is wanted.
 *
 * @param from position in the file to begin at; absent: so that its end is shown
 * @param lines at most, where the end is wanted
 * @param bytes at most
 */
public record LogWish(Optional<Long> from, int lines, int bytes) {}
