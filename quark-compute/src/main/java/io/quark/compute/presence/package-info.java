/**
 * How a compute shows itself in the tree: its directory, {@code self}, and its sign of life.
 *
 * <p>May import the task package's tree, the hypervisor's facts and quark-common.
 */
@NullMarked
package io.quark.compute.presence;

import org.jspecify.annotations.NullMarked;
