/**
 * The changes that a host makes to machines and volumes that are here, each kind in a small class of its own, and the steps that they share.
 *
 * <p>May import the task, step, hypervisor and storage packages and the vocabulary of quark-common.
 */
@NullMarked
package io.quark.compute.change;

import org.jspecify.annotations.NullMarked;
