/**
 * quark-compute: the daemon that does tasks on a hypervisor, and the process that hosts one or many of it.
 *
 * <p>The only package that wires; may import all of this module and quark-common.
 */
@NullMarked
package io.quark.compute;

import org.jspecify.annotations.NullMarked;
