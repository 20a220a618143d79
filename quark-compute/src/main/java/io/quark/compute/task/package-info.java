/**
 * The tasks of one compute and the machines it looks after: what is taken, how a build and a delete go, and what the
 * tree is told of them.
 *
 * <p>May import the hypervisor, step and nic packages and quark-common.
 */
@NullMarked
package io.quark.compute.task;

import org.jspecify.annotations.NullMarked;
