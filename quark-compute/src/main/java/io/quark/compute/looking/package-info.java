/**
 * The endpoint at which api processes look into the machines of this process's computes, and what it tells Prometheus of them.
 *
 * <p>May import the hypervisor package, configuration and quark-common; no implementation of a hypervisor.
 */
@NullMarked
package io.quark.compute.looking;

import org.jspecify.annotations.NullMarked;
