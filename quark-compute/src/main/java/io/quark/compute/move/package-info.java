/**
 * What the two hosts of a move do: one sends a machine, the other one receives it, or makes it in the place of a dead host.
 *
 * <p>May import the task, step, hypervisor, storage and follow packages and the vocabulary of quark-common.
 */
@NullMarked
package io.quark.compute.move;

import org.jspecify.annotations.NullMarked;
